/** Names that a scenario gives: their spelling, and that no two things share one. */
import { type Dimension, lookupUnit } from '../../units/index.ts';
import { functionNames } from '../core/expression.ts';
import type { Path, Raw } from '../core/types.ts';
import { isMap } from '../core/typing.ts';
import type { Source } from './source.ts';

const reserved = ['cost', 'time', 'run'];

export const checkNames = (source: Source, kinds: readonly string[]): void => {
  const data = source.data;
  if (!isMap(data)) return;
  const taken = new Map<string, string>();
  const check = (name: string, what: string, path: Path, shared = false): void => {
    const place = source.place(path, true);
    const problem = judgeName(name, taken.get(name), what, shared);
    if (problem) {
      source.add('name', place, name, problem.message, problem.hint);
      return;
    }
    taken.set(name, what);
  };
  for (const kind of kinds) taken.set(kind, 'component or activity');
  for (const name of Object.keys(isMap(data.parameters) ? data.parameters : {}))
    check(name, 'parameter', ['parameters', name]);
  for (const name of Object.keys(isMap(data.designs) ? data.designs : {})) check(name, 'design', ['designs', name]);
  const claims = Array.isArray(data.claims) ? data.claims : [];
  claims.forEach((claim: Raw, index: number) => {
    if (isMap(claim) && typeof claim.id === 'string') check(claim.id, 'claim', ['claims', index, 'id']);
  });
  const worlds: [Raw | undefined, Path][] = [[data.defaults, ['defaults']]];
  for (const [name, design] of Object.entries(isMap(data.designs) ? data.designs : {}))
    worlds.push([design, ['designs', name]]);
  for (const [world, path] of worlds) {
    if (!isMap(world)) continue;
    for (const list of ['workload', 'also']) {
      const items = world[list];
      if (!Array.isArray(items)) continue;
      items.forEach((item: Raw, index: number) => {
        if (!isMap(item)) return;
        for (const [kind, body] of Object.entries(item)) {
          if (isMap(body) && typeof body.name === 'string' && body.name !== kind) {
            check(body.name, 'component or activity', [...path, list, index, kind, 'name'], true);
          }
        }
      });
    }
  }
};

const isPlain = (dimension: Dimension): boolean => dimension.s === 0 && dimension.B === 0 && dimension.USD === 0;

const judgeName = (
  name: string,
  before: string | undefined,
  what: string,
  shared: boolean,
): { message: string; hint?: string } | null => {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    const better = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^[^A-Za-z]+/, '');
    const message = 'a name has letters, digits and _ and begins with a letter';
    return better ? { message, hint: `such as ${better}` } : { message };
  }
  if (reserved.includes(name)) return { message: `"${name}" is a word of the language`, hint: 'choose another name' };
  if ((functionNames as readonly string[]).includes(name)) {
    return { message: `"${name}" is a function`, hint: 'choose another name' };
  }
  // Counting words (files, requests) may name a parameter: they mean 1 after a number.
  const unit = lookupUnit(name);
  if (unit && !(unit.factor === 1 && isPlain(unit.dimension)))
    return { message: `"${name}" is a unit`, hint: 'choose a longer name' };
  if (before && !(shared && before === what)) {
    return {
      message: `is the name of a ${before} already`,
      hint: 'names of designs, parameters, claims, components and activities differ',
    };
  }
  return null;
};
