/**
 * Memory that keeps pages, least recently used out first. What is kept together is a piece: a partition of a table, or an
 * index, as one number.
 *
 * A piece that is read from its beginning to its end finds what it has there, if what it misses finds room without
 * driving that out: in what is free, and in place of pieces that were read longer ago. Else its own last pages go before
 * it comes to them, and all of it is missed; so it always is with a piece that is larger than the cache, however often it is
 * read. (Page by page it is the same: the test's twin does it like that.) Pages that are read here and there are found in
 * the share of the piece that is there.
 *
 * Left out: the small ring that PostgreSQL reads large tables through, which spares its own buffers; pages of the operating
 * system are kept all the same. Pages of a piece that are read here and there have no age of their own.
 */
export class PageCache {
  private capacityBytes: number;
  private used = 0;
  /** Bytes of each piece, the least recently used first. */
  private readonly pieces = new Map<number, number>();

  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes;
  }

  get usedBytes(): number {
    return this.used;
  }

  /** Reads all of a piece; returns the bytes that were not there. */
  scan(piece: number, bytes: number): number {
    const there = this.pieces.get(piece) ?? 0;
    if (bytes > this.capacityBytes) {
      this.keep(piece, this.capacityBytes);
      return bytes;
    }
    const missing = Math.max(0, bytes - there);
    const isSpared = there > 0 && this.hasRoomBefore(piece, missing);
    this.keep(piece, Math.max(bytes, there));
    return isSpared ? missing : bytes;
  }

  /** Reads so many bytes anywhere in a piece of that size; returns those that were not there. */
  probe(piece: number, bytes: number, pieceBytes: number): number {
    if (pieceBytes <= 0) return 0;
    const there = Math.min(this.pieces.get(piece) ?? 0, pieceBytes);
    const missed = bytes * (1 - there / pieceBytes);
    this.keep(piece, Math.min(pieceBytes, there + missed, this.capacityBytes));
    return missed;
  }

  /** So many bytes have been written to a piece, at its end: they are there. */
  append(piece: number, bytes: number): void {
    this.keep(piece, Math.min(this.capacityBytes, (this.pieces.get(piece) ?? 0) + bytes));
  }

  /** The machine is another: all is gone. */
  restart(capacityBytes: number): void {
    this.capacityBytes = capacityBytes;
    this.pieces.clear();
    this.used = 0;
  }

  /** Whether so much finds room in what is free and in pieces that were read longer ago than this one. */
  private hasRoomBefore(piece: number, bytes: number): boolean {
    let room = this.capacityBytes - this.used;
    if (bytes <= room) return true;
    for (const [older, there] of this.pieces) {
      if (older === piece) return false;
      room += there;
      if (bytes <= room) return true;
    }
    return false;
  }

  private keep(piece: number, bytes: number): void {
    const { pieces } = this;
    this.used += bytes - (pieces.get(piece) ?? 0);
    pieces.delete(piece);
    if (bytes > 0) pieces.set(piece, bytes);
    if (this.used <= this.capacityBytes) return;
    for (const [oldest, there] of pieces) {
      const dropped = Math.min(there, this.used - this.capacityBytes);
      this.used -= dropped;
      if (dropped < there) pieces.set(oldest, there - dropped);
      else pieces.delete(oldest);
      if (this.used <= this.capacityBytes) return;
    }
  }
}
