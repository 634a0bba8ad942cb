import type { DyingModel } from '../../schemas/dying-model.ts';
import type { Services } from '../../services.ts';
import { daysLeft } from './days-left.ts';

/**
 * Every place where an agent's live setting names a model that is deprecated or shut down, the first to end
 * first; those that have ended without a date stand before all, those without one that go on behind.
 *
 * @param projectIds whose agents; `null` for those of every project
 */
export function dyingModels(
  { catalogue, publisher, options }: Pick<Services, 'catalogue' | 'publisher' | 'options'>,
  projectIds: readonly string[] | null,
): DyingModel[] {
  const dying = new Map(
    catalogue
      .current()
      .entries.filter(({ lifecycle }) => lifecycle.status !== 'active')
      .map((entry) => [entry.id, entry]),
  );
  if (dying.size === 0) return [];
  const now = options.clock();
  const found: DyingModel[] = [];
  for (const { id, slug, name, projectId, setting } of publisher.agents()) {
    if (setting === null || (projectIds !== null && !projectIds.includes(projectId))) continue;
    for (const [place, { model }] of setting.choices.entries()) {
      const entry = dying.get(model.id);
      if (entry === undefined) continue;
      found.push({
        agentId: id,
        agentSlug: slug,
        agentName: name,
        projectId,
        revision: setting.revision,
        model: model.id,
        modelName: entry.name,
        fallback: place === 0 ? null : place - 1,
        lifecycle: entry.lifecycle,
        daysLeft: daysLeft(entry.lifecycle, now),
      });
    }
  }
  return found.toSorted((one, other) => order(one) - order(other) || byName(one, other));
}

function order({ daysLeft: days, lifecycle: { status } }: DyingModel): number {
  return days ?? (status === 'shut_down' ? -1e9 : 1e9);
}

function byName(one: DyingModel, other: DyingModel): number {
  if (one.agentSlug === other.agentSlug) return (one.fallback ?? -1) - (other.fallback ?? -1);
  return one.agentSlug < other.agentSlug ? -1 : 1;
}
