import { ProblemError } from '../../problem-error.ts';
import type { FieldError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import type { Database } from '../../store/tables.ts';
import { findModel } from '../models/model-list.ts';
import { deadlineErrors, resolveDeadlines } from './resolve-deadlines.ts';
import type { StoredSetting } from './stored-setting.ts';

interface Finding extends FieldError {
  readonly code: string;
}

/**
 * Whether an agent could run on this setting, beyond what its schema says.
 *
 * @param within where the setting stands in what was sent, e.g. `settings[0].`
 * @throws ProblemError 422 that names every field in the way; its code is the first one's.
 */
export async function checkSetting(
  services: Services,
  db: Database,
  setting: StoredSetting,
  projectId: string,
  within = '',
): Promise<void> {
  const findings: Finding[] = [
    ...(await modelFindings(services, db, setting, projectId)),
    ...repeatFindings(setting),
    ...deadlineFindings(setting),
    ...failoverFindings(setting),
  ];
  const first = findings[0];
  if (first === undefined) return;
  throw new ProblemError(422, first.code, first.message, {
    errors: findings.map(({ field, message }) => ({ field: within + field, message })),
  });
}

async function modelFindings(
  services: Services,
  db: Database,
  setting: StoredSetting,
  projectId: string,
): Promise<Finding[]> {
  const named = [
    { id: setting.model, field: 'model' },
    ...setting.fallbacks.map(({ model }, index) => ({
      id: model,
      field: `fallbacks[${index}].model`,
    })),
  ];
  const findings: Finding[] = [];
  for (const { id, field } of named) {
    const model = await findModel(services, db, id);
    // A connection of another project is answered as one that isn't there.
    if (model === null || (model.projectId !== null && model.projectId !== projectId)) {
      const message =
        "There is no such model in this agent's project. GET /api/v1/models lists the ids there are.";
      findings.push({ code: 'model_unknown', field, message });
    } else if (!model.selectable) {
      const message = model.reason ?? `${model.name} can't be chosen.`;
      findings.push({ code: 'model_not_selectable', field, message });
    }
  }
  return findings;
}

/** The same model a second time would fail in the same way. */
function repeatFindings(setting: StoredSetting): Finding[] {
  const seen = new Set([setting.model]);
  return setting.fallbacks.flatMap(({ model }, index): Finding[] => {
    if (!seen.has(model)) {
      seen.add(model);
      return [];
    }
    const message = 'This model comes earlier already; a fallback must be another one.';
    return [{ code: 'fallback_repeated', field: `fallbacks[${index}].model`, message }];
  });
}

function deadlineFindings(setting: StoredSetting): Finding[] {
  const errors = [
    ...deadlineErrors(setting.deadlines, 'deadlines'),
    ...setting.fallbacks.flatMap(({ deadlines }, index) =>
      deadlines === undefined
        ? []
        : deadlineErrors({ ...setting.deadlines, ...deadlines }, `fallbacks[${index}].deadlines`),
    ),
  ];
  return errors.map(({ field, message }) => ({ code: 'deadlines_contradict', field, message }));
}

/** What could never happen: nobody to hedge with, or a wait that ends after what it waits for. */
function failoverFindings({ failover, fallbacks, deadlines }: StoredSetting): Finding[] {
  const { hedge, holdPhrase } = failover;
  const { firstTokenMs, totalMs } = resolveDeadlines(deadlines);
  const findings: Finding[] = [];
  const contradiction = (field: string, message: string): void => {
    findings.push({ code: 'failover_contradicts', field: `failover.${field}`, message });
  };
  if (hedge && fallbacks.length === 0) {
    const message =
      'A hedge starts the first fallback, and there is none. Add a fallback, or set hedge to null.';
    findings.push({ code: 'failover_needs_fallback', field: 'failover.hedge', message });
  }
  if (hedge && hedge.afterMs !== 'p95' && hedge.afterMs >= firstTokenMs) {
    contradiction(
      'hedge.afterMs',
      `A hedge (${hedge.afterMs}) has to start before firstTokenMs (${firstTokenMs}), when the model is given up anyway. Shorten it, or lengthen deadlines.firstTokenMs.`,
    );
  }
  if (holdPhrase && holdPhrase.afterMs >= totalMs) {
    contradiction(
      'holdPhrase.afterMs',
      `The hold phrase (${holdPhrase.afterMs}) has to come before totalMs (${totalMs}), when the turn ends anyway. Shorten it, or lengthen deadlines.totalMs.`,
    );
  }
  return findings;
}
