/** The kinds behind what a scenario resolved to. */
import type { ActivityKind, ComponentKind } from '../../models/model.ts';
import type { Catalog, ResolvedActivity, ResolvedComponent } from '../../scenario/core/index.ts';
import { InvariantError } from './errors.ts';
import { invariants } from './messages.ts';

export function componentKind(catalog: Catalog, { kind, model }: ResolvedComponent): ComponentKind {
  const found = catalog.components.get(kind)?.find((each) => each.model === model);
  if (found) return found.kind;
  throw new InvariantError('kinds', invariants.noKind('component kind', `${kind} of ${model}`), null);
}

export function activityKind(catalog: Catalog, { kind }: ResolvedActivity): ActivityKind {
  const found = catalog.activities.get(kind);
  if (found) return found;
  throw new InvariantError('kinds', invariants.noKind('activity', kind), null);
}
