/** Numbers of the replay's screen. */

/** Three digits: 0.42 s, 12.3 s, 2 min 5 s, 1 h 4 min. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.0005) return '0 s';
  if (seconds < 0.9995) return `${+(1000 * seconds).toPrecision(3)} ms`;
  if (seconds < 99.95) return `${+seconds.toPrecision(3)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60).toLocaleString('en-US')} h ${minutes % 60} min`;
}

export const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)}%`;

export const signedPercent = (ratio: number): string => `${ratio < 0 ? '-' : '+'}${percent(Math.abs(ratio))}`;
