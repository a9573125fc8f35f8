/**
 * Which price of AWS belongs to which item of the simulator. S3, Kinesis, DynamoDB and Lambda are told by their usage
 * type (the names of the Amazon S3 User Guide's "Understanding your AWS billing and usage reports", and of the offer
 * files); instances by their attributes, as the same usage type stands for several operating systems and tenancies.
 */
import type { CostGroup } from '../../capabilities.ts';
import type { BillingUnit } from '../billing-units.ts';
import type { OfferedPrice } from './offered-price.ts';

/** Why a price has no item. */
export const unmetered = 'that nothing in a simulation is billed by';
export const attributeReason = (name: string, found: string): string => `${name} ${found === '' ? 'not given' : found}`;

/** Where an instance of ec2instances.info has its prices: by region, then by system. */
export const instancePricesKey = 'pricing';

/** The part of a bill that machines by the hour belong to. */
export const machineGroup: CostGroup = 'compute';

export interface ItemMatch {
  readonly items: readonly string[];
  readonly unit: BillingUnit;
  readonly group: CostGroup;
}

interface UsageRule extends ItemMatch {
  readonly service: string;
  /** Without the prefix of the region. */
  readonly usage: string;
}

interface StorageClass {
  readonly name: string;
  /** What its usage types have in the middle. */
  readonly infix: string;
  readonly retrieval?: string;
}

const classes: readonly StorageClass[] = [
  { name: 's3-standard', infix: '' },
  { name: 's3-standard-ia', infix: 'SIA-', retrieval: 'Retrieval-SIA' },
  { name: 's3-one-zone-ia', infix: 'ZIA-', retrieval: 'Retrieval-ZIA' },
  { name: 's3-glacier-instant-retrieval', infix: 'GIR-', retrieval: 'Retrieval-SIA-GIR' },
];

const service = 'AmazonS3';
const rules: readonly UsageRule[] = [
  ...classes.flatMap(({ name, infix, retrieval }): UsageRule[] => [
    { service, usage: `TimedStorage-${infix}ByteHrs`, items: [`${name}.storage`], unit: 'GB-month', group: 'storage' },
    {
      service,
      usage: `Requests-${infix}Tier1`,
      items: [`${name}.put`, `${name}.copy`, `${name}.list`],
      unit: 'requests',
      group: 'requests',
    },
    {
      service,
      usage: `Requests-${infix}Tier2`,
      items: [`${name}.get`, `${name}.head`],
      unit: 'requests',
      group: 'requests',
    },
    ...(retrieval === undefined
      ? []
      : ([
          { service, usage: retrieval, items: [`${name}.retrieval`], unit: 'GB', group: 'requests' },
          {
            service,
            usage: `EarlyDelete-${infix.slice(0, -1)}`,
            items: [`${name}.earlyDeletion`],
            unit: 'GB-month',
            group: 'storage',
          },
        ] satisfies UsageRule[])),
  ]),
  {
    service,
    usage: 'Requests-Tier4',
    items: ['s3-standard-ia.transition', 's3-one-zone-ia.transition'],
    unit: 'requests',
    group: 'storage',
  },
  ...(
    [
      ['Storage-ShardHour', 'shard', 'h'],
      ['PutRequestPayloadUnits', 'payload', 'requests'],
      ['OnDemand-StreamHour', 'onDemand', 'h'],
      ['OnDemand-BilledIncomingBytes', 'in', 'GB'],
      ['OnDemand-BilledOutgoingBytes', 'out', 'GB'],
    ] as const
  ).map(
    ([usage, item, unit]): UsageRule => ({
      service: 'AmazonKinesis',
      usage,
      items: [`kinesis.${item}`],
      unit,
      group: 'other',
    }),
  ),
  ...(['write', 'read'] as const).map(
    (item): UsageRule => ({
      service: 'AmazonDynamoDB',
      usage: `${item === 'write' ? 'Write' : 'Read'}RequestUnits`,
      items: [`dynamodb.${item}`],
      unit: 'requests',
      group: 'requests',
    }),
  ),
  { service: 'AWSLambda', usage: 'Request', items: ['lambda.requests'], unit: 'requests', group: 'requests' },
  { service: 'AWSLambda', usage: 'Lambda-GB-Second', items: ['lambda.duration'], unit: 'GB-s', group: machineGroup },
];

const byUsage = new Map(rules.map((rule) => [`${rule.service} ${rule.usage}`, rule]));

/** The items of a price, or why it has none. */
export function itemsOf(price: OfferedPrice): ItemMatch | string {
  if (price.service === 'AmazonEC2' && price.attribute('instancetype') !== '') return instanceItem(price);
  if (price.service === 'AmazonRDS' && price.attribute('instancetype') !== '') return databaseItem(price);
  const rule = byUsage.get(`${price.service} ${price.usage}`);
  if (rule === undefined) return unmetered;
  if (price.usage !== 'Requests-Tier4') return rule;
  // Transitions have one usage type and may have several SKUs: each says where to.
  const about = `${price.attribute('groupdescription')} ${price.description}`;
  const named = rule.items.filter((item) => /one ?zone/i.test(about) === item.startsWith('s3-one-zone'));
  return { ...rule, items: /standard.*one ?zone/i.test(about) ? rule.items : named };
}

type Demand = readonly [attribute: string, name: string, wanted: readonly string[]];

/** On demand, Linux, shared, nothing preinstalled, in use. What old files leave out is not asked for. */
const ofInstances: readonly Demand[] = [
  ['tenancy', 'tenancy', ['shared']],
  ['operatingsystem', 'operating system', ['linux']],
  ['preinstalledsw', 'preinstalled software', ['na', '']],
  ['licensemodel', 'license model', ['no license required', 'na', '']],
  ['capacitystatus', 'capacity status', ['used', '']],
  ['marketoption', 'market', ['ondemand', '']],
  ['operation', 'operation', ['runinstances', '']],
];

function instanceItem(price: OfferedPrice): ItemMatch | string {
  if (!/compute instance/i.test(price.attribute('productfamily'))) return unmetered;
  const failed = unmet(price, ofInstances);
  if (failed !== null) return failed;
  return { items: [`ec2.${price.attribute('instancetype')}`], unit: 'h', group: machineGroup };
}

const ofDatabases: readonly Demand[] = [
  ['deploymentoption', 'deployment', ['single-az']],
  ['databaseengine', 'engine', ['postgresql', 'aurora postgresql']],
  ['licensemodel', 'license model', ['no license required', 'postgresql license', '']],
];

function databaseItem(price: OfferedPrice): ItemMatch | string {
  if (!/database instance/i.test(price.attribute('productfamily'))) return unmetered;
  const failed = unmet(price, ofDatabases);
  if (failed !== null) return failed;
  if (/IOOptimized/i.test(price.usage)) return attributeReason('usage type', price.usage.split(':')[0]!);
  const aurora = price.attribute('databaseengine').toLowerCase().startsWith('aurora');
  const item = `${aurora ? 'aurora-postgres' : 'rds-postgres'}.${price.attribute('instancetype')}`;
  return { items: [item], unit: 'h', group: machineGroup };
}

function unmet(price: OfferedPrice, demands: readonly Demand[]): string | null {
  for (const [attribute, name, wanted] of demands) {
    const found = price.attribute(attribute);
    if (!wanted.includes(found.toLowerCase())) return attributeReason(name, found);
  }
  return null;
}
