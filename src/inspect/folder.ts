/** The table's folder: the only place from which anything is read. Names come from the metadata and are not trusted. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { InspectError } from './errors.ts';

export interface Entry {
  readonly name: string;
  readonly sizeBytes: number;
}

export class TableFolder {
  /** As the user named it. */
  readonly shown: string;
  private readonly root: string;
  /** Files that were listed and are no links: asked once, as a log has thousands. */
  private readonly plain = new Map<string, string>();

  constructor(path: string, shown: string) {
    this.shown = shown;
    try {
      this.root = realpathSync(path);
      if (!statSync(this.root).isDirectory())
        throw new InspectError(shown, 'this is a file, and the folder of a table is expected');
    } catch (error) {
      if (error instanceof InspectError) throw error;
      throw new InspectError(
        shown,
        'there is no such folder',
        'inspect reads local folders: copy the log of a remote table first',
      );
    }
  }

  has(folder: string): boolean {
    try {
      return statSync(join(this.root, folder)).isDirectory();
    } catch {
      return false;
    }
  }

  /** Files of a folder in the order of their names; links that lead out of the table are refused. */
  files(folder: string): Entry[] {
    const inside = this.inside(folder);
    return readdirSync(inside, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isFile()) this.plain.set(path, join(inside, entry.name));
        const stat = statSync(this.inside(path));
        return stat.isFile() ? [{ name: entry.name, sizeBytes: stat.size }] : [];
      });
  }

  folders(folder: string): string[] {
    return readdirSync(this.inside(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  bytes(path: string): Buffer {
    return this.attempt(path, (inside) => readFileSync(inside));
  }

  text(path: string): string {
    return this.bytes(path).toString('utf8');
  }

  /** For a Parquet reader: the size, and pieces. */
  pieces(path: string): { byteLength: number; slice(start: number, end?: number): ArrayBuffer } {
    return this.attempt(path, (inside) => {
      const byteLength = statSync(inside).size;
      return {
        byteLength,
        slice: (start: number, end = byteLength) => {
          const from = start < 0 ? Math.max(0, byteLength + start) : Math.min(start, byteLength);
          const length = Math.max(0, Math.min(end, byteLength) - from);
          const piece = new Uint8Array(length);
          const file = openSync(inside, 'r');
          try {
            for (let at = 0; at < length; ) {
              const read = readSync(file, piece, at, length - at, from + at);
              if (read === 0) break;
              at += read;
            }
          } finally {
            closeSync(file);
          }
          return piece.buffer;
        },
      };
    });
  }

  private attempt<T>(path: string, step: (inside: string) => T): T {
    const inside = this.inside(path);
    try {
      return step(inside);
    } catch (error) {
      if (error instanceof InspectError) throw error;
      throw new InspectError(
        this.name(path),
        `the file cannot be read: ${error instanceof Error && 'code' in error ? error.code : error}`,
      );
    }
  }

  name(path: string): string {
    return `${this.shown.replace(/\/+$/, '')}/${path}`;
  }

  /** The real place of a file, which links may not move out of the table. */
  private inside(path: string): string {
    const listed = this.plain.get(path);
    if (listed !== undefined) return listed;
    let real: string;
    try {
      real = realpathSync(join(this.root, path));
    } catch {
      throw new InspectError(this.name(path), 'the file is missing');
    }
    if (real !== this.root && !real.startsWith(this.root.endsWith(sep) ? this.root : this.root + sep))
      throw new InspectError(this.name(path), 'this leads out of the folder of the table, and is not opened');
    return real;
  }
}

/** A plain file name, or an error: what metadata names may not walk through folders. */
export function plainName(name: string, shown: string, what: string): string {
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name))
    throw new InspectError(
      shown,
      `${what} "${name}" is no plain file name: it leads out of the folder of the table, and is not opened`,
    );
  return name;
}
