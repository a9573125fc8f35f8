/**
 * How a Hudi table finds the files that hold keys. `by` is taken to be the record key, and each row to have one of its own.
 *
 *     bloom     the footers of all files are read: least and greatest key, and a Bloom filter. Then those of the files that
 *               their ranges do not rule out, whose filters are asked; then the keys in files whose filter says yes
 *     simple    the keys in all files
 *     record    a table of its own knows the place of each key: a block of it for each key
 *
 *     bits      of a filter = -entries ln(error) / ln(2)^2, hashes = ceil(bits / entries x ln 2), as Base64 in the footer
 *     filters   of a file of n keys = ceil(min(n, most) / entries): more keys go into those that there are
 *     wrong     a filter with m keys says yes to another with probability (1 - exp(-hashes x m / bits))^hashes
 *
 * A file is read for nothing if one of its filters says yes to one of the keys that are not in it.
 * Source: apache/hudi, BloomIndex, SimpleIndex, SparkMetadataTableRecordIndex, BloomFilterUtils, InternalDynamicBloomFilter;
 * B. Bloom, CACM 13(7), 1970. Left out: keys that come with their partitions, so that only those are looked into (these
 * are the global indexes); the rest of the footer; statistics of the metadata table.
 */
import type { Table, TableFiles } from '../capabilities.ts';
import { GivenFiles } from '../given-files.ts';
import { hypergeometric } from './_hypergeometric.ts';

export interface BloomOptions {
  readonly entries: number;
  readonly mostEntries: number;
  readonly errorRatio: number;
}

export type KeyIndex =
  | { readonly kind: 'none' | 'simple' }
  | ({ readonly kind: 'bloom' } & BloomOptions)
  | { readonly kind: 'record'; readonly blockBytes: number };

const bitsOf = ({ entries, errorRatio }: BloomOptions): number =>
  Math.ceil((-entries * Math.log(errorRatio)) / Math.LN2 ** 2);
const filtersOf = ({ entries, mostEntries }: BloomOptions, keys: number): number =>
  Math.max(1, Math.ceil(Math.min(keys, Math.max(mostEntries, entries)) / entries));

/** In the footer of a file with so many keys: Base64 has four characters for three bytes. */
export const bloomBytes = (bloom: BloomOptions, keys: number): number =>
  Math.ceil((filtersOf(bloom, keys) * bitsOf(bloom)) / 8 / 3) * 4;

/** Of a file with so many keys: the probability that it seems to hold one that it does not. */
export const bloomError = (bloom: BloomOptions, keys: number): number => {
  const bits = bitsOf(bloom);
  const hashes = Math.ceil((bits / bloom.entries) * Math.LN2);
  const filters = filtersOf(bloom, keys);
  const each = (1 - Math.exp((-hashes * keys) / filters / bits)) ** hashes;
  return 1 - (1 - each) ** filters;
};

/** How many of these files seem to hold one of so many keys, none of which they have. */
export const wrongFiles = (files: number, error: number, keys: number, luck: number): number => {
  const chance = -Math.expm1(keys * Math.log1p(-Math.min(error, 1 - 1e-15)));
  return hypergeometric(urn, Math.round(urn * chance), files, luck);
};
/** So large that drawing from it changes nothing. */
const urn = 2 ** 45;

/** Objects, or parts of them, that a job gets whole. What their text takes to be decoded is that of JSON. */
export const indexFiles = (
  { name, rowBytes, prefixes }: Pick<Table, 'name' | 'rowBytes' | 'prefixes'>,
  files: readonly TableFiles[],
): GivenFiles =>
  new GivenFiles(
    { name: `${name}: its index`, encoding: 'json', codec: 'none', columns: 1, rowBytes, prefixes },
    files,
  );
