interface Waiting {
  readonly beforeSeconds: number;
  readonly forgotten: () => void;
}

/** Who wants to hear when a log does not name any more what was removed up to a time. */
export class Forgetting {
  private waiting: Waiting[] = [];

  /** Calls back at once, if that is so already. */
  wait(beforeSeconds: number, isForgotten: boolean, forgotten: () => void): void {
    if (isForgotten) forgotten();
    else this.waiting.push({ beforeSeconds, forgotten });
  }

  /** Entries have been taken away. */
  tell(isForgotten: (beforeSeconds: number) => boolean): void {
    const due = this.waiting.filter(({ beforeSeconds }) => isForgotten(beforeSeconds));
    if (due.length === 0) return;
    this.waiting = this.waiting.filter((each) => !due.includes(each));
    for (const { forgotten } of due) forgotten();
  }
}
