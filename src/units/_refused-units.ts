/** Words that people write for a unit and that are refused, with what to write instead. */

interface RefusedUnit {
  /** What to write; the first is the likeliest. */
  readonly instead: readonly string[];
  /** More than one meaning is common, so nearest names would be a guess. */
  readonly ambiguous: boolean;
}

const ambiguous: Readonly<Record<string, readonly string[]>> = {
  m: ['min', 'month'],
  M: ['MB', 'month'],
  b: ['B', 'bit'],
  kb: ['kB', 'kbit'],
  Kb: ['kB', 'kbit'],
  mb: ['MB', 'Mbit'],
  Mb: ['MB', 'Mbit'],
  gb: ['GB', 'Gbit'],
  Gb: ['GB', 'Gbit'],
  tb: ['TB', 'Tbit'],
  Tb: ['TB', 'Tbit'],
  K: ['kB', 'KiB'],
  k: ['kB', 'KiB'],
  G: ['GB', 'GiB'],
  T: ['TB', 'TiB'],
};

const otherSpellings: Readonly<Record<string, string>> = {
  µs: 'us',
  μs: 'us',
  nanosecond: 'ns',
  nanoseconds: 'ns',
  microsecond: 'us',
  microseconds: 'us',
  msec: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  H: 'h',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  D: 'd',
  day: 'd',
  days: 'd',
  w: 'week',
  weeks: 'week',
  mo: 'month',
  months: 'month',
  y: 'yr',
  yrs: 'yr',
  year: 'yr',
  years: 'yr',
  byte: 'B',
  bytes: 'B',
  bits: 'bit',
  pb: 'PB',
  eb: 'EB',
  kiB: 'KiB',
  kib: 'KiB',
  Kib: 'KiB',
  mib: 'MiB',
  Mib: 'MiB',
  gib: 'GiB',
  Gib: 'GiB',
  tib: 'TiB',
  Tib: 'TiB',
  bps: 'bit/s',
  kbps: 'kbit/s',
  Kbps: 'kbit/s',
  Mbps: 'Mbit/s',
  mbps: 'Mbit/s',
  Gbps: 'Gbit/s',
  gbps: 'Gbit/s',
  Tbps: 'Tbit/s',
  KBps: 'kB/s',
  kBps: 'kB/s',
  MBps: 'MB/s',
  GBps: 'GB/s',
  Hz: '/s',
  rps: 'requests/s',
  qps: 'queries/s',
  req: 'requests',
  reqs: 'requests',
  rec: 'records',
  recs: 'records',
  $: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  percent: '%',
};

const refused = new Map<string, RefusedUnit>([
  ...Object.entries(ambiguous).map(([word, instead]) => [word, { instead, ambiguous: true }] as const),
  ...Object.entries(otherSpellings).map(([word, instead]) => [word, { instead: [instead], ambiguous: false }] as const),
]);

export function lookupRefusedUnit(word: string): RefusedUnit | undefined {
  return refused.get(word);
}

/** All of them, for finding the nearest. */
export function refusedUnitNames(): string[] {
  return [...refused.keys()];
}
