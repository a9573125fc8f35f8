/** The two drawings of a figure: one for wide pages, one for narrow ones. */
import { NARROW_PIXELS, WIDE_PIXELS } from './_config.ts';

export interface Canvas {
  readonly totalPixels: number;
  readonly narrow: boolean;
  /** Marks on an axis: six, narrow four. */
  readonly maxTicks: number;
  /** Free at the right edge, as text is up to 15 % wider where Arial is missing. */
  readonly spare: number;
}

export interface FigureOptions {
  /** Of the wide drawing: 720, on the first screen 600. */
  readonly widthPixels?: number;
}

export function drawPair(
  options: FigureOptions,
  draw: (canvas: Canvas) => object,
): { wide: object; narrow: object; widthPixels: number } {
  const widthPixels = options.widthPixels ?? WIDE_PIXELS;
  return {
    wide: draw({ totalPixels: widthPixels, narrow: false, maxTicks: 6, spare: 12 }),
    narrow: draw({ totalPixels: NARROW_PIXELS, narrow: true, maxTicks: 4, spare: 12 }),
    widthPixels,
  };
}
