/** What all specs share. Every mark type has a colour, or it would stay black in the dark. */

export const FONT = 'Arial, "Liberation Sans", Helvetica, sans-serif';
export const WIDE_PIXELS = 720;
export const FIRST_PIXELS = 600;
export const NARROW_PIXELS = 344;

/** `var(--x)`. */
export function paint(token: string): string {
  return `var(${token})`;
}

const colouredMarks = ['line', 'bar', 'area', 'rect', 'circle', 'square', 'trail'];

export const config: object = {
  background: null,
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: paint('--muted'),
    titleColor: paint('--muted'),
    gridColor: paint('--grid'),
    domainColor: paint('--axis'),
    tickColor: paint('--axis'),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 190,
    labelOverlap: false,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false, labelPadding: 8 },
  text: { color: paint('--fg'), fontSize: 12 },
  rule: { color: paint('--fg') },
  tick: { color: paint('--fg') },
  point: { color: paint('--d1'), filled: true },
  ...Object.fromEntries(colouredMarks.map((mark) => [mark, { color: paint('--d1') }])),
};
