/** The newest table metadata. Iceberg spec, "Table Metadata"; names as catalogs of files and as others write them. */
import { gunzipSync } from 'node:zlib';
import type { Warning } from '../../results/table-summary.ts';
import { InspectError } from '../errors.ts';
import type { TableFolder } from '../folder.ts';

export const metadataFolder = 'metadata';

export interface Snapshot {
  readonly 'snapshot-id': string;
  readonly 'manifest-list'?: string;
  readonly manifests?: readonly string[];
  readonly summary?: Readonly<Record<string, string>>;
}
export interface Field {
  readonly id: number;
  readonly name: string;
  readonly type: unknown;
}
export interface Metadata {
  readonly 'format-version': number;
  readonly 'current-snapshot-id'?: string | null;
  readonly snapshots?: readonly Snapshot[];
  readonly schema?: { readonly fields: readonly Field[] };
  readonly schemas?: readonly { readonly 'schema-id': number; readonly fields: readonly Field[] }[];
  readonly 'current-schema-id'?: number;
  readonly 'partition-spec'?: readonly { readonly name: string }[];
  readonly 'partition-specs'?: readonly {
    readonly 'spec-id': number;
    readonly fields: readonly { readonly name: string }[];
  }[];
  readonly 'default-spec-id'?: number;
}

export interface FoundMetadata {
  readonly name: string;
  readonly version: number;
  readonly count: number;
  readonly sizeBytes: number;
  readonly metadata: Metadata;
  readonly warnings: Warning[];
}

/** v3.metadata.json, v3.gz.metadata.json, v3.metadata.json.gz, 00003-<uuid>.metadata.json. */
const metadataName = /^(?:v(\d+)|(\d+)-.+?)(\.gz)?\.metadata\.json(\.gz)?$/;
const newestFormat = 3;

export function findMetadata(folder: TableFolder): FoundMetadata {
  const files = folder.files(metadataFolder).flatMap((entry) => {
    const match = metadataName.exec(entry.name);
    return match ? [{ ...entry, version: Number(match[1] ?? match[2]) }] : [];
  });
  if (files.length === 0)
    throw new InspectError(folder.name(metadataFolder), 'there is no metadata.json in the folder');
  const warnings: Warning[] = [];
  const newest = files.reduce((best, file) => (file.version >= best.version ? file : best));
  let used = newest;
  if (folder.files(metadataFolder).some(({ name }) => name === 'version-hint.text')) {
    const hint = folder.text(`${metadataFolder}/version-hint.text`).trim();
    const named = files.find(({ name, version }) =>
      /^\d+$/.test(hint) ? version === Number(hint) : name === hint || name.startsWith(`${hint}.`),
    );
    if (named === undefined)
      warnings.push({
        code: 'version-hint',
        text: `version-hint.text says ${hint}, and there is no such metadata: the newest is taken`,
      });
    else {
      used = named;
      if (named.version < newest.version)
        warnings.push({ code: 'version-hint', text: `version-hint.text says ${hint}, and ${newest.name} is newer` });
    }
  }
  const path = `${metadataFolder}/${used.name}`;
  const metadata = parse(folder, path);
  const format = metadata['format-version'];
  if (!Number.isInteger(format)) throw new InspectError(folder.name(path), 'the metadata has no format-version');
  if (format > newestFormat)
    throw new InspectError(
      folder.name(path),
      `the table has format version ${format}, and lakesim knows ${newestFormat}`,
    );
  return { name: used.name, version: used.version, count: files.length, sizeBytes: used.sizeBytes, metadata, warnings };
}

function parse(folder: TableFolder, path: string): Metadata {
  const bytes = folder.bytes(path);
  try {
    const text = (
      bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: 2 ** 30 }) : bytes
    ).toString('utf8');
    // Ids of snapshots have 64 bits, more than a number of JavaScript holds: they are kept as texts.
    return JSON.parse(text.replace(/"((?:[a-z]+-)?snapshot-id)"\s*:\s*(-?\d+)/g, '"$1":"$2"')) as Metadata;
  } catch (error) {
    throw new InspectError(
      folder.name(path),
      `this is no table metadata: ${error instanceof Error ? error.message : error}`,
    );
  }
}
