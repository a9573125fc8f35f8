import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';

/**
 * A distribution given by points of its quantile function, as measurements report it.
 *
 * Between points the logarithm of the value runs linearly: against p in segments that end at p90 or below, against
 * the logarithm of the survival 1 - p above (latency tails are close to straight there). Where a value is zero or
 * negative the value itself runs linearly against p.
 *
 * The segment that ends in the maximum has no survival to interpolate to. If the last point before it is p90 or beyond,
 * the tail goes on as steeply as in the segment before, and bends off towards the maximum where the straight line to
 * it (in log value against p) is the lower of the two. So a table that ends at p99 does not spread its last per cent up
 * to the worst value ever seen. The maximum itself is only reached at p = 1.
 */
export function createQuantileTable(spec: Extract<DistributionSpec, { kind: 'quantiles' }>): Law {
  const { points } = spec;
  const [, lowest] = points[0]!;
  const [, highest] = points[points.length - 1]!;
  if (lowest === highest) return createConstantLaw(spec, lowest);
  const segments = createSegments(points);
  const last = segments.length - 1;

  // Where the search for p's segment begins, by p in steps of 1/64.
  const guide = Uint16Array.from({ length: 65 }, (_, cell) => findFrom(segments, 0, cell / 64));
  const quantile = (p: number): number => {
    if (p >= 1) return highest;
    return segmentValue(segments[findFrom(segments, guide[(p * 64) | 0]!, p)]!, p);
  };
  const cumulative = [0];
  for (const segment of segments) cumulative.push(cumulative.at(-1)! + segmentIntegral(segment, segment.end));
  const partialMean = (p: number): number => {
    if (p >= 1) return cumulative[last + 1]!;
    const i = findFrom(segments, 0, p);
    return cumulative[i]! + segmentIntegral(segments[i]!, p);
  };
  const cdf = (x: number): number => {
    if (x < lowest) return 0;
    if (x >= highest) return 1;
    let i = last;
    while (i > 0 && segments[i]!.value > x) i--;
    return segmentInverse(segments[i]!, x);
  };
  const atoms = segments.filter((segment) => segment.slope === 0).map((segment) => segment.value);
  return createLaw({ spec, mean: cumulative[last + 1]!, quantile, cdf, partialMean, atoms });
}

/**
 * linear: value + slope (p - start)
 * log:    value exp(slope (p - start))
 * tail:   value ((1 - start) / (1 - p))^slope
 */
interface Segment {
  readonly kind: 'linear' | 'log' | 'tail';
  readonly start: number;
  readonly end: number;
  /** At the start. */
  readonly value: number;
  readonly slope: number;
}

// Up to here against p, from here against the survival.
const tailStart = 0.9;

function createSegments(points: readonly (readonly [number, number])[]): Segment[] {
  const segments: Segment[] = [];
  for (let i = 1; i < points.length; i++) {
    const [start, value] = points[i - 1]!;
    const [end, next] = points[i]!;
    if (value <= 0) segments.push({ kind: 'linear', start, end, value, slope: (next - value) / (end - start) });
    else if (end === 1 && start >= tailStart) segments.push(...createLastSegments(points[i - 2], start, value, next));
    else if (end <= tailStart || end === 1) segments.push(createLogSegment(start, end, value, next));
    else segments.push({ kind: 'tail', start, end, value, slope: tailSlope(start, value, end, next) });
  }
  return segments;
}

function createLogSegment(start: number, end: number, value: number, next: number): Segment {
  return { kind: 'log', start, end, value, slope: Math.log(next / value) / (end - start) };
}

function tailSlope(start: number, value: number, end: number, next: number): number {
  return Math.log(next / value) / Math.log((1 - start) / (1 - end));
}

/**
 * The lower of the tail going on and the straight line to the maximum: the first up to where they meet, then the
 * second.
 */
function createLastSegments(
  before: readonly [number, number] | undefined,
  start: number,
  value: number,
  highest: number,
): Segment[] {
  const slope = before === undefined || before[1] <= 0 ? 0 : tailSlope(before[0], before[1], start, value);
  const rise = Math.log(highest / value);
  if (slope === 0 || slope >= rise) return [createLogSegment(start, 1, value, highest)];
  // With t the share of the segment's survival that is left: the tail has risen by -slope ln t, the line by rise (1 -
  // t).
  let low = 0;
  let high = slope / rise;
  for (let step = 0; step < 200 && low < high; step++) {
    const t = (low + high) / 2;
    if (t === low || t === high) break;
    if (-slope * Math.log(t) > rise * (1 - t)) low = t;
    else high = t;
  }
  const meeting = 1 - high * (1 - start);
  const tail: Segment = { kind: 'tail', start, end: meeting, value, slope };
  return meeting < 1 ? [tail, createLogSegment(meeting, 1, segmentValue(tail, meeting), highest)] : [tail];
}

function findFrom(segments: readonly Segment[], from: number, p: number): number {
  let i = from;
  while (i < segments.length - 1 && segments[i]!.end <= p) i++;
  return i;
}

function segmentValue({ kind, start, value, slope }: Segment, p: number): number {
  switch (kind) {
    case 'linear':
      return value + slope * (p - start);
    case 'log':
      return value * Math.exp(slope * (p - start));
    case 'tail':
      return value * Math.exp(-slope * Math.log((1 - p) / (1 - start)));
  }
}

/** The p at which the segment has the value x; the segment's end if it does not rise. */
function segmentInverse({ kind, start, end, value, slope }: Segment, x: number): number {
  if (slope === 0) return end;
  switch (kind) {
    case 'linear':
      return Math.min(end, start + (x - value) / slope);
    case 'log':
      return Math.min(end, start + Math.log(x / value) / slope);
    case 'tail':
      return Math.min(end, 1 - (1 - start) * Math.exp(-Math.log(x / value) / slope));
  }
}

/** The integral of the value from the segment's start to p. */
function segmentIntegral({ kind, start, value, slope }: Segment, p: number): number {
  const width = p - start;
  switch (kind) {
    case 'linear':
      return width * (value + (slope * width) / 2);
    case 'log':
      return slope === 0 ? value * width : (value * Math.expm1(slope * width)) / slope;
    case 'tail': {
      const survival = 1 - start;
      if (slope === 1) return -value * survival * Math.log((1 - p) / survival);
      return (-value * survival * Math.expm1((1 - slope) * Math.log((1 - p) / survival))) / (1 - slope);
    }
  }
}
