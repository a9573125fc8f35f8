/**
 * How numbers of the validation are printed. As in other reports, each carries a pointer into results.json and the code
 * of its format; a test formats the pointed value and compares.
 */
import type { ValidationUnit } from '../../results/validation.ts';
import { formatCount, formatShare, formatValue } from '../../units/index.ts';

interface Judged {
  readonly measured: number;
  readonly predicted: number;
  readonly unit: ValidationUnit;
  readonly error: number;
}

// biome-ignore lint/suspicious/noExplicitAny: a format is applied to whatever the pointer leads to.
type Format = (value: any) => string;

const formats = {
  text: (value: string) => value,
  count: (value: number) => formatCount(value),
  measured: ({ measured, unit }: Judged) => formatValue(measured, unit),
  predicted: ({ predicted, unit }: Judged) => formatValue(predicted, unit),
  error: (value: number | null) => errorText(value),
  direction: ({ measured, predicted, error }: Judged) => `${errorText(error)} ${predicted > measured ? 'high' : 'low'}`,
} satisfies Record<string, Format>;

export type ValidationFormat = keyof typeof formats;

export function formatValidation(value: unknown, code: ValidationFormat): string {
  return (formats[code] as Format)(value);
}

/** An error as a share up to a factor of two, as a factor beyond: "12%", "7.4×". */
export function errorText(error: number | null): string {
  if (error === null) return 'nothing ran';
  return error <= 1 ? formatShare(error) : `${formatValue(1 + error, '1', { style: 'title' })}×`;
}
