/** Executors and their slots, side by side in arrays. A slot is what one task takes: cores / spark.task.cpus. */
export class Executors {
  count = 0;
  freeCount = 0;
  host: number[] = [];
  profile: number[] = [];
  slotCount: number[] = [];
  firstSlot: number[] = [];
  alive: boolean[] = [];
  /** Free slots, the last given back on top: a warm core before one that never ran a task. */
  private free: number[][] = [];
  executorOfSlot: number[] = [];
  /** Tasks that were through on it so far. */
  throughCount: number[] = [];
  /** Simulated time since which all its slots are free; Infinity while one is taken. */
  idleSince: number[] = [];
  /** Where the next round of offers begins, so that work spreads over executors. */
  private turn = 0;

  /** Registers one; none of its slots is free before makeReady(). */
  add(slots: number, host: number, profile: number): number {
    const executor = this.count++;
    const first = this.executorOfSlot.length;
    this.host.push(host);
    this.profile.push(profile);
    this.slotCount.push(slots);
    this.firstSlot.push(first);
    this.alive.push(true);
    this.idleSince.push(Infinity);
    this.throughCount.push(0);
    this.free.push([]);
    for (let k = 0; k < slots; k++) {
      this.executorOfSlot.push(executor);
    }
    return executor;
  }

  /** False when it is gone already. */
  makeReady(executor: number, now: number): boolean {
    if (!this.alive[executor]) return false;
    const first = this.firstSlot[executor]!;
    const free = this.free[executor]!;
    for (let slot = first + this.slotCount[executor]! - 1; slot >= first; slot--) free.push(slot);
    this.freeCount += free.length;
    this.idleSince[executor] = now;
    return true;
  }

  /** Its slots are gone, free ones and taken ones. */
  remove(executor: number): void {
    this.alive[executor] = false;
    this.freeCount -= this.free[executor]!.length;
    this.free[executor]!.length = 0;
    this.idleSince[executor] = Infinity;
  }

  freeOn(executor: number): number {
    return this.free[executor]!.length;
  }

  take(executor: number): number {
    this.freeCount--;
    this.idleSince[executor] = Infinity;
    return this.free[executor]!.pop()!;
  }

  giveBack(slot: number, now: number): void {
    const executor = this.executorOfSlot[slot]!;
    if (!this.alive[executor]) return;
    const free = this.free[executor]!;
    free.push(slot);
    this.freeCount++;
    if (free.length === this.slotCount[executor]) this.idleSince[executor] = now;
  }

  nextTurn(): number {
    return this.count === 0 ? 0 : this.turn++ % this.count;
  }
}
