/**
 * Savings Plans: what use costs that a plan covers, one plan at a time. The commitment by the hour is not modelled: rates
 * hold as far as the plan reaches.
 */

import { type OfferedPrice, withoutRegion } from '../../models/pricing/aws/offered-price.ts';
import { fileIssue, InputError } from '../errors.ts';
import type { SourceText } from '../measurements/source-text.ts';
import type { ImportOptions, PriceFile } from './item-price.ts';
import { entriesOf, isJsonMap, type JsonMap, mapIn, textIn } from './json-values.ts';
import { priceWords as words } from './messages.ts';
import { readOffers } from './read-offers.ts';

/** Prefixes of usage types; others go by themselves. None is us-east-1. */
const regionsByPrefix: Readonly<Record<string, string>> = {
  '': 'us-east-1',
  USE1: 'us-east-1',
  USE2: 'us-east-2',
  USW1: 'us-west-1',
  USW2: 'us-west-2',
  CAN1: 'ca-central-1',
  EU: 'eu-west-1',
  EUW1: 'eu-west-1',
  EUW2: 'eu-west-2',
  EUW3: 'eu-west-3',
  EUC1: 'eu-central-1',
  EUN1: 'eu-north-1',
  EUS1: 'eu-south-1',
  APN1: 'ap-northeast-1',
  APN2: 'ap-northeast-2',
  APN3: 'ap-northeast-3',
  APS1: 'ap-southeast-1',
  APS2: 'ap-southeast-2',
  APS3: 'ap-south-1',
  APE1: 'ap-east-1',
  SAE1: 'sa-east-1',
  MES1: 'me-south-1',
  AFS1: 'af-south-1',
  UGW1: 'us-gov-west-1',
  UGE1: 'us-gov-east-1',
};

/** Throws InputError. */
export function readSavingsPlan(source: SourceText, data: JsonMap, options: ImportOptions): PriceFile {
  const list = mapIn(data, 'terms')?.savingsPlan;
  const plans = (Array.isArray(list) ? list : []).filter(isJsonMap);
  const named = plans.map((plan) => `${textIn(plan, 'sku')} (${textIn(plan, 'description')})`);
  const plan = options.plan === undefined ? plans[0] : plans.find((each) => textIn(each, 'sku') === options.plan);
  if (plan === undefined) {
    const message = options.plan === undefined ? words.nothing([]) : words.noPlan(options.plan);
    throw new InputError([fileIssue('no-plan', source.file, message, words.plans(named))]);
  }
  if (options.plan === undefined && plans.length > 1)
    throw new InputError([fileIssue('which-plan', source.file, words.whichPlan(plans.length), words.plans(named))]);
  const rates = (Array.isArray(plan.rates) ? plan.rates : []).filter(isJsonMap);
  const title = textIn(plan, 'description') || textIn(plan, 'sku');
  const head = {
    format: 'AWS savings plan, JSON',
    service: `savings plan ${title}`,
    version: textIn(data, 'version'),
    published: textIn(data, 'publicationDate'),
  };
  const read = readOffers(source, head, () => rates.map((rate) => new PlanRate(source, rate)), options);
  return { ...read, notes: [...read.notes, 'rates hold for use that the plan covers; its commitment is not billed'] };
}

class PlanRate implements OfferedPrice {
  readonly term = 'OnDemand';
  readonly from = '0';
  readonly to = 'Inf';
  readonly since = '';
  private readonly source: SourceText;
  private readonly rate: JsonMap;
  private readonly usageType: string;

  constructor(source: SourceText, rate: JsonMap) {
    this.source = source;
    this.rate = rate;
    this.usageType = textIn(rate, 'discountedUsageType');
  }

  get sku(): string {
    return textIn(this.rate, 'rateCode') || textIn(this.rate, 'discountedSku');
  }
  get service(): string {
    return textIn(this.rate, 'discountedServiceCode');
  }
  get usage(): string {
    return withoutRegion(this.usageType);
  }
  get description(): string {
    return '';
  }
  get unit(): string {
    return textIn(this.rate, 'unit');
  }
  get price(): string {
    return textIn(mapIn(this.rate, 'discountedRate'), 'price');
  }
  get currency(): string {
    return textIn(mapIn(this.rate, 'discountedRate'), 'currency');
  }

  /** An instance is told by its usage type here: `BoxUsage` is shared, and `RunInstances` alone is Linux. */
  attribute(name: string): string {
    const box = this.service === 'AmazonEC2' ? /^(\w+):(.+)$/.exec(this.usage) : null;
    switch (name) {
      case 'usagetype':
        return this.usageType;
      case 'regioncode': {
        const code = textIn(this.rate, 'discountedRegionCode');
        if (code !== '') return code;
        const prefix = this.usageType.slice(0, this.usageType.length - this.usage.length).replace(/-$/, '');
        return regionsByPrefix[prefix] ?? prefix;
      }
      case 'instancetype':
        return box?.[2] ?? '';
      case 'productfamily':
        return box === null ? '' : 'Compute Instance';
      case 'tenancy':
        return box?.[1] === 'BoxUsage' ? 'Shared' : (box?.[1] ?? '');
      case 'operatingsystem':
        return this.operation() === 'RunInstances' ? 'Linux' : this.operation();
      case 'operation':
        return this.operation();
      default:
        return '';
    }
  }

  private operation(): string {
    return textIn(this.rate, 'discountedOperation');
  }

  place(): { offset: number; length: number } {
    const [, code] = entriesOf(this.rate).find(([key]) => key === 'rateCode') ?? [];
    return { offset: Math.max(0, this.source.text.indexOf(`"${String(code)}"`)), length: String(code).length + 2 };
  }
}
