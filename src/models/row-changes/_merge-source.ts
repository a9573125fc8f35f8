import type { Table } from '../capabilities.ts';
import { GivenFiles } from '../given-files.ts';

const fileBytes = 128 * 1024 * 1024;

/**
 * What a MERGE matches rows with: so many bytes of files of 128 MiB and a smaller one, in the same store and as the table's
 * own are encoded. Nobody has said more of it.
 */
export const mergeSource = (
  { name, encoding, codec, columns, rowBytes, prefixes }: Table,
  bytes: number,
): GivenFiles => {
  const whole = Math.floor(bytes / fileBytes);
  return new GivenFiles({ name: `${name}: what is merged`, encoding, codec, columns, rowBytes, prefixes }, [
    { count: whole, sizeBytes: fileBytes },
    { count: 1, sizeBytes: Math.round(bytes - whole * fileBytes) },
  ]);
};
