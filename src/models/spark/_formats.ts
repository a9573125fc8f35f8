/**
 * Which files Spark cuts. Parquet, ORC and Avro compress inside blocks and are always cut; text formats only as plain
 * text or under a codec that Hadoop can enter in the middle.
 * Source: apache/spark, TextBasedFileFormat.isSplitable (a SplittableCompressionCodec, which bzip2 alone is) and the
 * formats' own isSplitable; CSV and JSON with multiLine and text with wholetext are not cut.
 */
export const fileFormats = ['parquet', 'orc', 'avro', 'json', 'csv', 'text'] as const;
export type FileFormat = (typeof fileFormats)[number];

export const fileCodecs = ['none', 'snappy', 'gzip', 'zstd', 'lz4', 'bzip2'] as const;
export type FileCodec = (typeof fileCodecs)[number];

const inBlocks: Readonly<Record<FileFormat, boolean>> = {
  parquet: true,
  orc: true,
  avro: true,
  json: false,
  csv: false,
  text: false,
};
const entered: Readonly<Record<FileCodec, boolean>> = {
  none: true,
  bzip2: true,
  snappy: false,
  gzip: false,
  zstd: false,
  lz4: false,
};

/** `wholeRecords`: multiLine or wholetext, where a record can go over many lines. */
export const isSplittable = (format: FileFormat, codec: FileCodec, wholeRecords = false): boolean =>
  inBlocks[format] || (entered[codec] && !wholeRecords);
