/**
 * Whether a commit that came first takes the ground from under one that comes later. Per winning commit, in this order:
 *
 *     metadata             the winner changed protocol or metadata
 *     append               it added files where the later one has read
 *     delete-read          it removed a file that the later one has read, or any if that has read the whole table
 *     delete-delete        both remove the same file
 *     transaction          both are of the same streaming application
 *
 * Isolation says which added files count: all (serializable), all but those of blind appends as long as the later one leaves
 * the metadata alone (write-serializable), or none (snapshot). A commit that changes no data is judged by snapshot.
 * Source: delta-io/delta ConflictChecker.scala and TransactionHelper.scala at commit bb1057f.
 */
export type Isolation = 'serializable' | 'write-serializable' | 'snapshot';
export type Conflict = 'metadata' | 'append' | 'delete-read' | 'delete-delete' | 'transaction';

/** Numbers of slots, from the first to the last. */
export type SlotSet = 'all' | 'none' | readonly { readonly from: number; readonly to: number }[];

/** What of a change decides about conflicts. */
export interface Claim {
  /** A rewrite changes no data: it moves rows to other files. */
  readonly kind: 'append' | 'change' | 'rewrite' | 'metadata';
  /** It adds files and has read none. */
  readonly isBlind: boolean;
  /** Where it must not miss new files. */
  readonly readsSlots: SlotSet;
  readonly addsSlots: SlotSet;
  /** It has read the whole table. */
  readonly readsAll: boolean;
  /** It removes files. */
  readonly removes: boolean;
  /** The streaming application that it is a batch of; null: none. */
  readonly appId: string | null;
}

/** Of files that the winner removed: the later one has read one, removes one that it has not read, or neither. */
export type LostFiles = 'none' | 'read' | 'delete';

export function conflictOf(
  later: Claim,
  winner: Claim,
  { isolation, lost }: { readonly isolation: Isolation; readonly lost: LostFiles },
): Conflict | null {
  if (winner.kind === 'metadata') return 'metadata';
  if (countsAdded(later, winner, isolation) && overlap(later.readsSlots, winner.addsSlots)) return 'append';
  if (winner.removes && (lost === 'read' || later.readsAll)) return 'delete-read';
  if (lost === 'delete') return 'delete-delete';
  return later.appId !== null && later.appId === winner.appId ? 'transaction' : null;
}

function countsAdded(later: Claim, winner: Claim, isolation: Isolation): boolean {
  if (later.kind === 'rewrite' || isolation === 'snapshot') return false;
  return isolation === 'serializable' || later.kind === 'metadata' || !winner.isBlind;
}

export function overlap(one: SlotSet, other: SlotSet): boolean {
  if (one === 'none' || other === 'none') return false;
  if (one === 'all') return other === 'all' || other.length > 0;
  if (other === 'all') return one.length > 0;
  return one.some(({ from, to }) => other.some((span) => from <= span.to && span.from <= to));
}
