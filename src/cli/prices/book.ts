/** A price book as data: read from the bundled ones or from a file, with every row checked. */
import { basename } from 'node:path';
import type { CostGroup } from '../../models/capabilities.ts';
import { type BillingUnit, billingUnitNames, billingUnits } from '../../models/pricing/billing-units.ts';
import { priceRowFields } from '../../models/pricing/fields.ts';
import { nearestName, parseQuantity } from '../../units/index.ts';
import { fileIssue, InputError, usageError } from '../errors.ts';
import { usage } from '../messages.ts';
import { isJsonMap, textIn } from './json-values.ts';
import { priceWords as words } from './messages.ts';

export interface BookRow {
  readonly item: string;
  /** USD a billing unit, as decimals. */
  readonly usdPerUnit: string;
  readonly unit: BillingUnit;
  /** The tier begins at so many billing units a month. */
  readonly from: number;
  readonly group: CostGroup;
  readonly source: string;
  readonly date: string;
}

export interface Book {
  /** As a scenario names it. */
  readonly name: string;
  readonly title: string;
  /** Bundled books can be extended by name. */
  readonly bundled: boolean;
  readonly rows: readonly BookRow[];
}

export const defaultBook = 'aws-us-east-1';
const groups = priceRowFields.group.words as readonly CostGroup[];

/** A word is a bundled book, a path a file. Throws InputError. */
export async function loadBook(name: string, cwd: string): Promise<Book> {
  const { loadProfiles, ProfileError } = await import('../../scenario/index.ts');
  const isPath = /[\\/]|\.ya?ml$/i.test(name);
  let books: ReturnType<typeof loadProfiles>['profiles'][string];
  try {
    books = loadProfiles(isPath ? [{ path: name, folder: cwd }] : []).profiles.pricing ?? {};
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new InputError([fileIssue('no-book', name, error.message)]);
  }
  const profile = Object.hasOwn(books, name) ? books[name] : undefined;
  if (profile === undefined) {
    if (isPath) throw new InputError([fileIssue('no-book', name, words.notABook())]);
    const near = nearestName(name, Object.keys(books));
    throw usageError(words.noBook(name, Object.keys(books)), near ? usage.didYouMean(near) : undefined);
  }
  const rows = profile.values.rows?.value;
  if (!Array.isArray(rows)) throw new InputError([fileIssue('no-book', name, words.notABook())]);
  const own = Object.keys(profile.values).filter((key) => key !== 'title' && key !== 'rows');
  if (own.length > 0) throw new InputError([fileIssue('own-keys', name, words.ownKeys(own))]);
  const title = textIn(profile.values.title, 'value') || profile.title;
  return { name, title, bundled: !isPath, rows: rows.map((row, i) => readRow(row, i, name)) };
}

function readRow(raw: unknown, index: number, file: string): BookRow {
  const fail = (why: string): never => {
    throw new InputError([fileIssue('row', basename(file), words.badRow(index, why))]);
  };
  if (!isJsonMap(raw)) return fail('is no map');
  const price = parseQuantity(textIn(raw, 'price'));
  const unit = billingUnitNames.find((each) => each === textIn(raw, 'unit'));
  const group = groups.find((each) => each === textIn(raw, 'group'));
  if (!price.ok) return fail(price.message);
  if (unit === undefined) return fail(`unit is one of ${billingUnitNames.join(', ')}`);
  if (group === undefined) return fail(`group is one of ${groups.join(', ')}`);
  return {
    item: textIn(raw, 'item'),
    usdPerUnit: String(Number((price.value * billingUnits[unit]).toPrecision(12))),
    unit,
    from: Number(textIn(raw, 'from') || 0),
    group,
    source: textIn(raw, 'source'),
    date: textIn(raw, 'date'),
  };
}
