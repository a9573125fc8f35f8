/** What is said about files of prices. */

const list = (names: readonly string[], most = 8): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');

const host = 'https://pricing.us-east-1.amazonaws.com';

export const priceWords = {
  what: (word: string | undefined) =>
    word === undefined
      ? 'lakesim prices needs to know what to do: lakesim prices import FILE, or lakesim prices list'
      : `lakesim prices knows import and list, and not "${word}"`,
  noFile: () => 'lakesim prices import needs a FILE',
  tooManyFiles: () => 'lakesim prices import reads one FILE; a second one goes on top: --extends ./book.yaml',
  onlyImport: (option: string) => `--${option} belongs to lakesim prices import`,
  badDate: (text: string) => `--date is a day, such as 2026-07-20, and not "${text}"`,
  formats: () =>
    'read are AWS offer files (JSON, CSV), answers of GetProducts, Savings Plans (JSON), instances of ec2instances.info (JSON), and CSV with columns for instance and price an hour',
  unknownJson: () => 'this JSON is no price file that lakesim knows',
  unknownCsv: (names: readonly string[]) =>
    names.length > 1
      ? `no column says what the price of an instance is; columns are ${list(names)}`
      : 'this text is no price file that lakesim knows',
  whichPrice: (names: readonly string[]) => `several columns may be the price of an hour: ${list(names)}`,
  empty: () => 'the file is empty',
  tooLarge: (megabytes: number, most: number) =>
    `the file has ${megabytes} MB, and ${most} MB are read at most: it is held in memory`,
  smaller: () =>
    `take the file of one region, as CSV: ${host}/offers/v1.0/aws/AmazonEC2/current/us-east-1/index.csv is the shape of its address`,
  duckdb: () => 'this is a DuckDB database, which lakesim does not read',
  exportDuckdb: (file: string) =>
    `export the table to CSV: duckdb ${file} "copy (select instance, price_hour from aws_all) to 'prices.csv'"`,
  printed: () =>
    'this is a printed estimate of costs: totals of quantities, rounded to cents, without SKU, region and date of the prices',
  printedHint: () => 'import the offer file that the estimate was made from',
  index: (codes: readonly string[]) => `this is an index of offer files, without prices; it names ${list(codes)}`,
  indexHint: (path: string) => `download one of them and import that: ${host}${path}`,
  noRegion: (region: string, known: readonly string[]) =>
    known.length === 0 ? `the file has no prices of ${region}` : `the file has no prices of ${region}`,
  regions: (known: readonly string[]) => `it has ${list(known, 30)}`,
  whichRegion: () => 'the file has prices of several regions, and none of them is us-east-1',
  noColumn: (name: string) => `the offer file has no column ${name}`,
  noPart: (name: string) => `the offer file has no ${name}, or it is no map`,
  badPrice: (text: string) => `a price is a number in decimals, zero or more, and not "${text}"`,
  badRange: (text: string) => `the end of a tier is a number or Inf, and not "${text}"`,
  noDate: () => 'the file does not say of which day its prices are',
  dateHint: () => 'say it: --date 2026-07-20',
  whichPlan: (count: number) => `the file holds ${count} savings plans, and one is meant`,
  noPlan: (sku: string) => `there is no savings plan with the SKU ${sku}`,
  plans: (names: readonly string[]) => `say which by its SKU: --plan ${names.join(', or ')}`,
  planForeign: () => '--plan goes with a file of savings plans, and this is none',
  nothing: (reasons: readonly { reason: string; count: number }[]) =>
    reasons.length === 0
      ? 'the file holds no prices'
      : `nothing of this file can be used: ${reasons.map(({ reason, count }) => `${count} ${reason}`).join('; ')}`,
  noBook: (name: string, known: readonly string[]) => `there is no price book "${name}"; bundled: ${list(known)}`,
  notABook: () => 'this is no price book: a profile "for: pricing" with rows is expected',
  ownKeys: (keys: readonly string[]) =>
    `the book has ${list(keys)} of its own, which would be lost; write them into the scenario, under pricing`,
  badRow: (index: number, why: string) => `row ${index + 1}: ${why}`,
  keepsFile: () => 'this file exists already and was not written by lakesim prices import: it is left alone',
  anotherOut: () => 'choose another name for --out',
};

/** Why something was left out. */
export const skipWords = {
  otherRegion: (region: string) => (region === '' ? 'of no region' : 'of another region'),
  free: () => 'of the free tier',
  reserved: () => 'of reserved terms',
  currency: (currency: string) => (currency === '' ? 'without a currency' : `in ${currency}, not USD`),
  unit: (found: string, wanted: string) =>
    found === '' ? 'without a unit' : `in the unit "${found}", where ${wanted} is known`,
  future: (date: string) => `not yet in force on ${date}`,
  superseded: () => 'superseded by a later price of the same SKU',
  sameTwice: () => 'the same price under another SKU',
  conflict: () => 'of items with several SKUs at different prices',
  tiers: () => 'of items whose tiers leave a gap or overlap',
  zero: () => 'of machines at a price of zero',
};
