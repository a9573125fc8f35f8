/** What a reader of a scenario is told about a quantity that cannot be read. Functions of plain values. */

const quote = (text: string): string => `"${text}"`;
const either = (words: readonly string[]): string => words.map(quote).join(' or ');

export const messages = {
  empty: () => 'a quantity is missing, such as "10 ms"',
  tooLong: (limit: number) => `a quantity is at most ${limit} characters long`,
  notANumber: (found: string) =>
    `${quote(found)} is not a quantity: a number comes first, then the unit, as in "10 ms"`,
  thousands: (found: string, instead: string) =>
    `write ${quote(instead)} for ${quote(found)}: numbers take no separators`,
  decimalComma: (found: string, instead: string) =>
    `write ${quote(instead)} for ${quote(found)}: decimals follow a point`,
  currency: (instead: string) => `write ${quote(instead)}: money is in USD, after the number`,
  outOfRange: (found: string) => `${quote(found)} is too large or too small`,
  percentAlone: (found: string) => `"%" stands alone after its number, without ${quote(found)}`,
  unexpected: (found: string) =>
    `${quote(found)} was not expected here: a quantity is one number and its unit, as in "10 ms" or "5 MB/s"`,
  unitExpected: (after: string) => `a unit is missing after ${quote(after)}`,
  notPowerOfTen: (found: string) => `only a unit or a power of ten may stand below the line, not ${quote(found)}`,
  ambiguousUnit: (found: string, instead: readonly string[]) =>
    `${quote(found)} may mean two things: write ${either(instead)}`,
  refusedUnit: (found: string, instead: string) => `write ${quote(instead)} for ${quote(found)}`,
  unknownUnit: (found: string, nearest: string | undefined) =>
    nearest === undefined
      ? `${quote(found)} is not a unit`
      : `${quote(found)} is not a unit; did you mean ${quote(nearest)}?`,
};
