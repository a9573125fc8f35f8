import type { ObjectContents, ObjectKeys } from '../capabilities.ts';
import type { World } from '../model.ts';

/** What is done with an object, by its number in the occurrence. */
export type Told = (object: number) => void;

/**
 * For readers of the `count` objects that `of` wrote last: counts answers that are out of date. Null, and so nothing to
 * do, where no writer is named or changes are seen at once.
 */
export function staleReadsOf(world: World, of: string | null, count: number): Told | null {
  if (of === null) return null;
  const keys = world.find('requests').contents.keys(of);
  if (!keys.isEventual) return null;
  const first = keys.lastOf(count);
  const staleReads = world.metric('staleReads');
  return (object) => {
    if (keys.read(first + object)) staleReads.add(1);
  };
}

/**
 * For writers: puts an object of so many bytes into the store. Keys are only kept for those that somebody comes back to:
 * who writes over others, and who is named by others.
 */
export function puttingInto(
  contents: ObjectContents,
  keys: { readonly keys: ObjectKeys; readonly first: number } | null,
  bytesOf: (object: number) => number,
): Told {
  if (keys === null) return (object) => contents.write(1, bytesOf(object));
  return (object) => keys.keys.write(keys.first + object, bytesOf(object));
}

/** The keys that an occurrence writes `count` objects to, or null where nobody comes back to them. */
export function keysToWrite(
  world: World,
  over: string | null,
  count: number,
): { readonly keys: ObjectKeys; readonly first: number } | null {
  const { contents } = world.find('requests');
  if (over !== null) {
    const keys = contents.keys(over);
    return { keys, first: keys.lastOf(count) };
  }
  if (!world.isReferredTo) return null;
  const keys = contents.keys(world.name);
  return { keys, first: keys.begin(count) };
}
