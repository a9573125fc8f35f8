/** Comma-separated values (RFC 4180): base units, full digits, a head row; read by programs, not people. */

export type CsvValue = string | number | boolean | null;

/** Lines end in LF. A null is an empty field. */
export function csvText(head: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front: names come from scenarios that others
 * wrote. Numbers are printed as they are, so a negative one stays a number.
 */
function field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
