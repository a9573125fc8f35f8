/** What a reader must know. PROTOCOL.md, "Valid Feature Names in Table Features"; reader version 3 lists features by name. */
import type { Warning } from '../../results/table-summary.ts';
import { InspectError } from '../errors.ts';
import type { Protocol } from './actions.ts';

const newestReaderVersion = 3;
/** None of these changes which files are live. */
const known = new Set([
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'vacuumProtocolCheck',
  'variantType',
  'variantType-preview',
  'variantShredding',
  'variantShredding-preview',
  'catalogManaged',
  'catalogOwned-preview',
  'geospatial',
]);

export function checkProtocol({ minReaderVersion, readerFeatures }: Protocol, shown: string): Warning[] {
  if (!Number.isInteger(minReaderVersion)) throw new InspectError(shown, 'the protocol has no minReaderVersion');
  if (minReaderVersion > newestReaderVersion)
    throw new InspectError(
      shown,
      `the table asks for reader version ${minReaderVersion}, and lakesim knows ${newestReaderVersion}`,
    );
  const features = readerFeatures ?? [];
  const strange = features.filter((feature) => !known.has(feature));
  if (strange.length > 0)
    throw new InspectError(
      shown,
      `the table asks for reader features that lakesim does not know: ${strange.join(', ')}`,
    );
  const managed = features.some((feature) => feature.startsWith('catalog'));
  return managed
    ? [{ code: 'catalog-managed', text: 'a catalog decides about commits: the newest may not be in the log yet' }]
    : [];
}
