/** In place of a handler: whoever stood here has left the line. */
const gone = -1;

/** Below so many places, those of the gone are not worth squeezing out. */
const fewestToSqueeze = 32;

/** So far from both ends of the line a waiter is looked for before the index is asked. */
const stepsWithoutIndex = 32;

/** A place is four words: handler, argument, since when, ticket. */
const wordsAPlace = 4;
const argumentWord = 1;
const sinceWord = 2;
const ticketWord = 3;

/**
 * A first-in first-out line of waiters: handler, argument, and since when. A ring in one typed array that grows by
 * doubling. shift() leaves the waiter it took in the `shifted` fields, so that nothing is allocated. Every waiter has a
 * ticket, a number that is given once. Who leaves from between others leaves a gap; gaps at the ends are closed at once,
 * and the others when they outnumber the waiters.
 */
export class WaiterLine {
  /** Waiters in the line. */
  length = 0;
  shiftedHandler = 0;
  shiftedArgument = 0;
  shiftedSince = 0;
  /** The ticket that the next push() gives. */
  nextTicket = 0;
  private head = 0;
  /** From the head to the last waiter, gaps between them included. */
  private places = 0;
  private mask: number;
  private words: Float64Array;
  /** Tickets by argument, of all who have left since too, up to a ticket. Made when it is first needed. */
  private tickets: Map<number, number> | null = null;
  private indexedUpTo = 0;

  /** @param capacity a power of two */
  constructor(capacity = 16) {
    this.mask = capacity - 1;
    this.words = new Float64Array(wordsAPlace * capacity);
  }

  push(handler: number, argument: number, sinceSeconds: number): void {
    if (this.places > this.mask) this.grow();
    const { words } = this;
    const index = wordsAPlace * ((this.head + this.places) & this.mask);
    words[index] = handler;
    words[index + argumentWord] = argument;
    words[index + sinceWord] = sinceSeconds;
    words[index + ticketWord] = this.nextTicket++;
    this.places++;
    this.length++;
  }

  /** Takes the first waiter. Only when there is one. */
  shift(): void {
    const { head, words } = this;
    const index = wordsAPlace * head;
    this.shiftedHandler = words[index]! | 0;
    this.shiftedArgument = words[index + argumentWord]!;
    this.shiftedSince = words[index + sinceWord]!;
    this.head = (head + 1) & this.mask;
    this.places--;
    this.length--;
    if (this.places !== this.length) this.trimFront();
  }

  /** Takes out the waiter with this ticket; false when it is not in the line any more. The `shifted` fields tell of it. */
  leave(ticket: number): boolean {
    const place = this.placeOf(ticket);
    if (place < 0 || this.handlerAt(place) === gone) return false;
    this.takeOut(place);
    return true;
  }

  /** Takes out a waiter with this handler and argument, of several any one; false when there is none. */
  remove(handler: number, argument: number): boolean {
    const place = this.find(handler, argument);
    if (place < 0) return false;
    this.takeOut(place);
    return true;
  }

  /** The place of a waiter, or -1. Who leaves one after the other stands near an end; for the midst there is an index. */
  private find(handler: number, argument: number): number {
    const last = this.places - 1;
    for (let step = 0; 2 * step <= last; step++) {
      if (this.isAt(step, handler, argument)) return step;
      if (this.isAt(last - step, handler, argument)) return last - step;
      if (step !== stepsWithoutIndex) continue;
      const place = this.placeOf(this.indexed().get(argument) ?? -1);
      if (place >= 0 && this.isAt(place, handler, argument)) return place;
    }
    return -1;
  }

  /** The index, in which a ticket is missing only if another waiter has the same argument. */
  private indexed(): Map<number, number> {
    this.tickets ??= new Map();
    const { tickets, words } = this;
    if (tickets.size > 4 * this.places) {
      tickets.clear();
      this.indexedUpTo = 0;
    }
    for (let place = this.places - 1; place >= 0; place--) {
      const index = this.indexOf(place);
      const ticket = words[index + ticketWord]!;
      if (ticket < this.indexedUpTo) break;
      if (words[index] !== gone) tickets.set(words[index + argumentWord]!, ticket);
    }
    this.indexedUpTo = this.nextTicket;
    return tickets;
  }

  /** The place of a ticket, from the head; -1 when there is none. Tickets ascend, by ones where no gap was squeezed out. */
  private placeOf(ticket: number): number {
    const { places } = this;
    const first = this.words[this.indexOf(0) + ticketWord]!;
    if (places === 0 || !(ticket >= first)) return -1;
    let low = 0;
    let high = Math.min(ticket - first, places - 1);
    for (let place = high; low <= high; place = (low + high) >> 1) {
      const found = this.words[this.indexOf(place) + ticketWord]!;
      if (found === ticket) return place;
      if (found < ticket) low = place + 1;
      else high = place - 1;
    }
    return -1;
  }

  private takeOut(place: number): void {
    const { words } = this;
    const index = this.indexOf(place);
    this.shiftedHandler = words[index]! | 0;
    this.shiftedArgument = words[index + argumentWord]!;
    this.shiftedSince = words[index + sinceWord]!;
    words[index] = gone;
    this.length--;
    if (this.length === 0) this.places = 0;
    else if (place === 0) this.trimFront();
    else if (place === this.places - 1) this.trimBack();
    else if (this.places > 2 * this.length && this.places >= fewestToSqueeze) this.squeeze();
  }

  private trimFront(): void {
    if (this.length === 0) this.places = 0;
    while (this.places > 0 && this.handlerAt(0) === gone) {
      this.head = (this.head + 1) & this.mask;
      this.places--;
    }
  }

  /** Only when there is a waiter. */
  private trimBack(): void {
    while (this.handlerAt(this.places - 1) === gone) this.places--;
  }

  /** Closes all gaps. */
  private squeeze(): void {
    const { words } = this;
    let kept = 0;
    for (let place = 0; place < this.places; place++) {
      const from = this.indexOf(place);
      if (words[from] === gone) continue;
      words.copyWithin(this.indexOf(kept), from, from + wordsAPlace);
      kept++;
    }
    this.places = kept;
  }

  private isAt(place: number, handler: number, argument: number): boolean {
    const index = this.indexOf(place);
    return this.words[index] === handler && this.words[index + argumentWord] === argument;
  }

  private handlerAt(place: number): number {
    return this.words[this.indexOf(place)]!;
  }

  private indexOf(place: number): number {
    return wordsAPlace * ((this.head + place) & this.mask);
  }

  private grow(): void {
    const { words, head } = this;
    this.words = new Float64Array(2 * words.length);
    this.words.set(words.subarray(wordsAPlace * head));
    this.words.set(words.subarray(0, wordsAPlace * head), words.length - wordsAPlace * head);
    this.mask = 2 * this.mask + 1;
    this.head = 0;
  }
}
