/** Slots at work over the time of the simulation, one row a run of stages, as wide as the screen. */
import type { ReplayResult } from '../../results/replay.ts';
import { formatDuration } from './replay-numbers.ts';
import type { Style } from './style.ts';
import { padEnd, padStart } from './width.ts';

const shownStages = 12;

/** The longest stages as bars from their start to their end; below them how full the slots are. */
export function timelineRows(result: ReplayResult, columns: number, style: Style): string[] {
  const total = result.applicationSeconds.simulated;
  if (!(total > 0)) return ['  nothing was simulated'];
  const label = 12;
  const width = columns - label - 4;
  const column = (seconds: number): number => Math.min(width, Math.max(0, Math.round((seconds / total) * width)));
  const rows = result.stages
    .flatMap((stage) =>
      stage.simulatedStartSeconds === null || stage.simulatedSeconds === null
        ? []
        : [{ stage, start: stage.simulatedStartSeconds, seconds: stage.simulatedSeconds }],
    )
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, shownStages)
    .sort((a, b) => a.start - b.start);
  const [full, , , faint] = style.blocks;
  const lines = rows.map(({ stage, start, seconds }) => {
    const from = Math.min(width - 1, column(start));
    const to = Math.max(from + 1, column(start + seconds));
    const name = `stage ${stage.id}${stage.attempt > 0 ? `.${stage.attempt}` : ''}`;
    return `  ${padEnd(name, label)}${' '.repeat(from)}${full.repeat(to - from)}`;
  });
  const levels = [faint, style.blocks[2], style.blocks[1], full];
  const busy = busyShares(result, width);
  const cells = busy.map((share) => (share < 0.005 ? ' ' : levels[Math.min(3, Math.floor(share * 4))]!)).join('');
  lines.push(`  ${padEnd('slots busy', label)}${cells}`.trimEnd());
  const end = formatDuration(total);
  lines.push(style.dim(`  ${padEnd('', label)}0${padStart(end, width - 1)}`));
  return lines;
}

/** Share of the slots at work in each column, from the sample of attempts, scaled to all work. */
function busyShares({ attempts, executors, applicationSeconds, slots }: ReplayResult, width: number): number[] {
  const step = applicationSeconds.simulated / width;
  const busy = Array.from({ length: width }, () => 0);
  const there = Array.from({ length: width }, () => 0);
  const spread = (into: number[], from: number, to: number, weight: number): void => {
    for (let i = Math.max(0, Math.floor(from / step)); i < width && i * step < to; i++) {
      into[i]! += weight * Math.max(0, Math.min(to, (i + 1) * step) - Math.max(from, i * step));
    }
  };
  let sampled = 0;
  for (const [, , , start, end] of attempts) {
    sampled += end - start;
    spread(busy, start, end, 1);
  }
  for (const { slotCount, addedSeconds, removedSeconds } of executors) {
    spread(there, addedSeconds, removedSeconds ?? applicationSeconds.simulated, slotCount);
  }
  const scale = sampled > 0 ? slots.busySeconds / sampled : 0;
  return busy.map((seconds, i) => (there[i]! > 0 ? Math.min(1, (scale * seconds) / there[i]!) : 0));
}
