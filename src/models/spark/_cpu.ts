/**
 * CPU of reading and writing: seconds of one core.
 *
 *     read   = bytes x (decode + decompress) + footers x chunks x readChunk + requests x request
 *     marks  = objects x open + rows named in them x named + rows of the piece x row
 *     write  = bytes x (encode + compress) + chunks x writeChunk + requests x request
 *
 * `bytes` are before compression: of a columnar format values in memory, of a text format its text. Chunks: columns x row
 * groups of the whole file, since a footer is parsed whole whatever is read of it.
 * Source: the tables file-formats, codecs, client-cpu and row-marks. Left out: a first use of code that is not compiled yet, garbage
 * collection, dictionaries, nested columns, strings (nobody tells them per byte).
 */
import type { Row } from '../../fields/index.ts';
import type { FileMarks } from '../capabilities.ts';

export interface CodingCpu {
  readonly readSecondsPerByte: number;
  readonly writeSecondsPerByte: number;
  readonly readSecondsPerChunk: number;
  readonly writeSecondsPerChunk: number;
  readonly secondsPerRequest: number;
}

/** From a row each of file-formats, codecs and client-cpu. */
export const codingCpuOf = (format: Row, codec: Row, client: Row): CodingCpu => ({
  readSecondsPerByte: format.values.decode! + codec.values.decompress!,
  writeSecondsPerByte: format.values.encode! + codec.values.compress!,
  readSecondsPerChunk: format.values.readChunk ?? 0,
  writeSecondsPerChunk: format.values.writeChunk ?? 0,
  secondsPerRequest: client.values.request!,
});

export interface CodedFile {
  /** Before compression, and only what is read or written. */
  readonly bytes: number;
  /** Columns x row groups of the file. */
  readonly chunks: number;
  readonly requests: number;
}

export const readSeconds = (cpu: CodingCpu, { bytes, chunks, requests }: CodedFile, footerReads: number): number =>
  bytes * cpu.readSecondsPerByte + footerReads * chunks * cpu.readSecondsPerChunk + requests * cpu.secondsPerRequest;

export const writeSeconds = (cpu: CodingCpu, { bytes, chunks, requests }: CodedFile): number =>
  bytes * cpu.writeSecondsPerByte + chunks * cpu.writeSecondsPerChunk + requests * cpu.secondsPerRequest;

/** Leaving out the rows of a piece that are gone, or merging rows in: each reader of a piece goes through all marks of its file. */
export const markSeconds = (row: Row, { gets, rows: named }: FileMarks, rows: number): number =>
  gets * row.values.open! + named * row.values.named! + rows * row.values.row!;
