/** What the registry offers, by kind and capability. */
import type { Capability } from '../../models/capabilities.ts';
import type { ActivityKind, ComponentKind, Model } from '../../models/model.ts';

export interface Catalog {
  readonly models: readonly Model[];
  /** Component kinds by their key; several models may share one. */
  readonly components: ReadonlyMap<string, readonly { model: string; kind: ComponentKind }[]>;
  readonly activities: ReadonlyMap<string, ActivityKind>;
  /** The component kind that stands in where a capability is needed and nothing in the design offers it. */
  offering(capability: string): ComponentKind | undefined;
}

export const createCatalog = (models: readonly Model[]): Catalog => {
  const components = new Map<string, { model: string; kind: ComponentKind }[]>();
  const activities = new Map<string, ActivityKind>();
  for (const model of models) {
    for (const kind of model.components) {
      const known = components.get(kind.kind) ?? [];
      known.push({ model: model.id, kind });
      components.set(kind.kind, known);
    }
    for (const kind of model.activities) activities.set(kind.kind, kind);
  }
  return {
    models,
    components,
    activities,
    offering: (capability) => {
      for (const model of models) {
        for (const kind of model.components) if (kind.offers.includes(capability as Capability)) return kind;
      }
      return undefined;
    },
  };
};
