/** What is said about files of measurements. */

const list = (names: readonly string[], most = 8): string =>
  names.length > most ? `${names.slice(0, most).join(', ')}, ...` : names.join(', ');

export const measurements = {
  what: (word: string | undefined) =>
    word === undefined
      ? 'lakesim fit needs to know what is fitted: lakesim fit latency FILE'
      : `lakesim fit knows latency, and not "${word}"`,
  noFile: () => 'lakesim fit latency needs a FILE',
  oneOf: (option: string, found: string, known: readonly string[]) =>
    `--${option} is one of ${known.join(', ')}, and not "${found}"`,
  badKey: (found: string) => `--key is the name of a profile's value, such as firstByte or put, and not "${found}"`,
  badName: (found: string) => `--name is made of letters, digits and -, and begins with a letter; "${found}" is not`,
  badDate: (found: string) => `--date is a year, a month or a day, such as 2024-04-18, and not "${found}"`,
  badGzip: () => 'the file is compressed, and broken or cut off',
  notText: () => 'this is no text: a CSV or JSON file (or one of them as .gz) is expected',
  empty: () => 'the file holds no values',
  more: (count: number) => `and ${count} more bad ${count === 1 ? 'value' : 'values'}`,
  notANumber: (text: string) => (text === '' ? 'a latency is missing here' : `${text} is not a number`),
  decimalComma: () => 'write a decimal point, not a comma',
  notPositive: (text: string) => `a latency is more than zero, and ${text} is not`,
  quoted: () => 'numbers stand without quotes in JSON',
  cellCount: (found: number, expected: number) =>
    `this line has ${found} ${found === 1 ? 'cell' : 'cells'}, and the header ${expected}`,
  openQuote: () => 'this quote is never closed',
  json: (expected: string) => `this is not JSON: ${expected} is expected here`,
  whichColumn: (names: readonly string[]) =>
    names.length === 0
      ? 'no column of numbers was found'
      : 'several columns hold numbers; --column says which are latencies',
  columns: (names: readonly string[]) => `they are ${list(names)}`,
  noName: (option: string, name: string) => `--${option}: nothing here is called "${name}"`,
  names: (names: readonly string[]) => `names are ${list(names)}`,
  noneLeft: (name: string, value: string) => `no ${name} is "${value}"`,
  values: (values: readonly string[]) => `found ${list(values)}`,
  tooFew: (count: number) =>
    `${count} ${count === 1 ? 'value is' : 'values are'} too few to fit anything; 20 are the least`,
  tooManyGroups: (name: string, count: number) =>
    `--by ${name} makes ${count} groups; more than 48 say little each (choose an hour or a run)`,
  quantileEnds: () =>
    'a table of quantiles needs the least and the greatest value: q0 and q1, p0 and p100, or min and max',
  quantilesDescend: (name: string) => `${name} is less than the quantile before it`,
  noCount: () => 'a table of quantiles needs a column n or count: how many values are behind each row',
  badCount: (text: string) => `${text === '' ? 'nothing' : text} is not a number of values`,
  needsValues: (option: string) => `--${option} needs single values, and this table holds quantiles`,
  unitFromName: (unit: string, name: string) => `the unit ${unit} was taken from the name ${name}`,
  unitGuessed: (unit: string, median: string) => `no unit was given; ${unit} was guessed, as the median is ${median}`,
  unitRemedy: (unit: string) => `--unit ${unit} says so`,
  keepsFile: () => 'this file exists already and was not written by lakesim fit: it is left alone',
  anotherOut: () => 'choose another name for --out',
};
