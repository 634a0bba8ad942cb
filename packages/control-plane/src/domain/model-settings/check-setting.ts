import { ProblemError } from '../../problem-error.ts';
import type { FieldError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import type { Database } from '../../store/tables.ts';
import { findModel } from '../models/model-list.ts';
import { deadlineErrors } from './resolve-deadlines.ts';
import type { StoredSetting } from './stored-setting.ts';

interface Finding extends FieldError {
  readonly code: string;
}

/**
 * Whether an agent could run on this setting, beyond what its schema says.
 *
 * @throws ProblemError 422 that names every field in the way; its code is the first one's.
 */
export async function checkSetting(
  services: Services,
  db: Database,
  setting: StoredSetting,
  projectId: string,
): Promise<void> {
  const findings: Finding[] = [
    ...(await modelFindings(services, db, setting, projectId)),
    ...repeatFindings(setting),
    ...deadlineFindings(setting),
  ];
  const first = findings[0];
  if (first === undefined) return;
  throw new ProblemError(422, first.code, first.message, {
    errors: findings.map(({ field, message }) => ({ field, message })),
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
