/** One price of one product, as an AWS offer file has it, whatever its format. */

export interface OfferedPrice {
  readonly sku: string;
  /** `AmazonS3`. */
  readonly service: string;
  /** Usage type without the prefix of the region: `Requests-Tier1`. */
  readonly usage: string;
  /** `OnDemand` or `Reserved`. */
  readonly term: string;
  readonly description: string;
  /** As the file has it. */
  readonly since: string;
  readonly from: string;
  readonly to: string;
  readonly unit: string;
  readonly price: string;
  readonly currency: string;
  /** By its name in small letters, without blanks and signs: `preinstalledsw`. Empty where there is none. */
  attribute(name: string): string;
  /** Where the price stands. */
  place(): { offset: number; length: number };
}

/** `Pre Installed S/W` of a CSV file and `preInstalledSw` of a JSON file are one. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Old files write `01/03/2018`, month first; others `2020-12-01`, or with a time behind it. */
export function dayOf(text: string): string | null {
  const american = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text.trim());
  if (american) return `${american[3]}-${american[1]}-${american[2]}`;
  return /^\d{4}-\d\d-\d\d/.exec(text.trim())?.[0] ?? null;
}

/** `EU-Requests-Tier1`, `USE2-BoxUsage:m5.large`: two to four capitals and a digit, where the region is not us-east-1. */
export const withoutRegion = (usage: string): string => usage.replace(/^[A-Z]{2,4}\d?-(?=[A-Z])/, '');

/** Names of places in offer files. An unknown place goes by its own name. */
const regions: Readonly<Record<string, string>> = {
  'us east (n. virginia)': 'us-east-1',
  'us east (ohio)': 'us-east-2',
  'us west (n. california)': 'us-west-1',
  'us west (oregon)': 'us-west-2',
  'africa (cape town)': 'af-south-1',
  'asia pacific (hong kong)': 'ap-east-1',
  'asia pacific (mumbai)': 'ap-south-1',
  'asia pacific (hyderabad)': 'ap-south-2',
  'asia pacific (singapore)': 'ap-southeast-1',
  'asia pacific (sydney)': 'ap-southeast-2',
  'asia pacific (jakarta)': 'ap-southeast-3',
  'asia pacific (melbourne)': 'ap-southeast-4',
  'asia pacific (tokyo)': 'ap-northeast-1',
  'asia pacific (seoul)': 'ap-northeast-2',
  'asia pacific (osaka)': 'ap-northeast-3',
  'canada (central)': 'ca-central-1',
  '(frankfurt)': 'eu-central-1',
  '(zurich)': 'eu-central-2',
  '(ireland)': 'eu-west-1',
  '(london)': 'eu-west-2',
  '(paris)': 'eu-west-3',
  '(milan)': 'eu-south-1',
  '(spain)': 'eu-south-2',
  '(stockholm)': 'eu-north-1',
  'middle east (bahrain)': 'me-south-1',
  'middle east (uae)': 'me-central-1',
  'israel (tel aviv)': 'il-central-1',
  'south america (sao paulo)': 'sa-east-1',
  'aws govcloud (us-east)': 'us-gov-east-1',
  'aws govcloud (us-west)': 'us-gov-west-1',
  'china (beijing)': 'cn-north-1',
  'china (ningxia)': 'cn-northwest-1',
};

/** Code of the region; empty for prices of everywhere and of nowhere. */
export function regionOf(price: Pick<OfferedPrice, 'attribute'>): string {
  const code = price.attribute('regioncode');
  if (code !== '') return code === 'global' ? '' : code;
  const place = price.attribute('location');
  if (/^(any|global|unknown)?$/i.test(place)) return '';
  const known = place.toLowerCase().replace(/^(eu|europe) (?=\()/, '');
  return regions[known] ?? place;
}
