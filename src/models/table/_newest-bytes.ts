import type { TableFiles } from '../capabilities.ts';

/** The last of the files that have so many bytes together, in their order; the first of these may be read in part. */
export const newestBytes = (files: readonly TableFiles[], bytes: number): TableFiles[] => {
  const taken: TableFiles[] = [];
  let left = Math.round(bytes);
  for (let run = files.length - 1; run >= 0 && left > 0; run--) {
    const { count, sizeBytes } = files[run]!;
    const whole = Math.min(count, Math.floor(left / sizeBytes));
    left -= whole * sizeBytes;
    if (whole > 0) taken.push({ count: whole, sizeBytes });
    if (whole < count && left > 0) {
      taken.push({ count: 1, sizeBytes: left });
      left = 0;
    }
  }
  return taken.reverse();
};
