/** How far a point may lie from the line that is drawn without it: nobody sees a twentieth of a pixel. */
const tolerancePixels = 0.05;

/** The `d` of a path of straight lines without the points that lie on a line between others; any other path as it is. */
export function straighten(path: string): string {
  if (!/^(?:[ML]-?[\d.]+,-?[\d.]+|Z)+$/.test(path)) return path;
  return path.replace(/M[^MZ]+/g, straightenLine);
}

function straightenLine(line: string): string {
  const points = line
    .slice(1)
    .split('L')
    .map((pair) => pair.split(',').map(Number) as [number, number]);
  const kept = [points[0]!];
  let from = 0;
  for (let to = 2; to <= points.length; to++) {
    if (to < points.length && areOnLine(points, from, to)) continue;
    from = to - 1;
    if (points.length > 1) kept.push(points[from]!);
  }
  return `M${kept.map(([x, y]) => `${x},${y}`).join('L')}`;
}

/** Whether all points between the two lie on the line that joins them, and none of them turns back. */
function areOnLine(points: readonly [number, number][], from: number, to: number): boolean {
  const [x0, y0] = points[from]!;
  const [x1, y1] = points[to]!;
  const length = Math.hypot(x1 - x0, y1 - y0);
  for (let i = from + 1; i < to; i++) {
    const [x, y] = points[i]!;
    if (length === 0) {
      if (Math.hypot(x - x0, y - y0) > tolerancePixels) return false;
      continue;
    }
    const along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length;
    const aside = Math.abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / length;
    if (aside > tolerancePixels || along < -tolerancePixels || along > length + tolerancePixels) return false;
  }
  return true;
}
