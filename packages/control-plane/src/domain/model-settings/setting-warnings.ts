import { samplingParameterNames } from '../../schemas/model.ts';
import type { Model } from '../../schemas/model.ts';
import type { Parameters, SettingWarning } from '../../schemas/model-setting.ts';
import type { StoredSetting } from './stored-setting.ts';

/** What somebody who saves this setting should know beforehand; none of it forbids the save. */
export function settingWarnings(
  setting: StoredSetting,
  modelById: (id: string) => Model | null,
): SettingWarning[] {
  const { model: chosen } = setting;
  return [
    ...choiceWarnings(chosen, modelById(chosen), 'model', setting.parameters, 'parameters'),
    ...setting.fallbacks.flatMap(({ model, parameters }, index) =>
      choiceWarnings(
        model,
        modelById(model),
        `fallbacks[${index}].model`,
        parameters ?? setting.parameters,
        parameters === undefined ? 'parameters' : `fallbacks[${index}].parameters`,
      ),
    ),
    ...failoverWarnings(setting, modelById),
  ];
}

/** What is asked for and can't happen with the fallbacks there are. */
function failoverWarnings(
  { failover, fallbacks }: StoredSetting,
  modelById: (id: string) => Model | null,
): SettingWarning[] {
  const warn = (
    code: SettingWarning['code'],
    name: keyof StoredSetting['failover'],
    message: string,
  ): SettingWarning => ({ code, field: `failover.${name}`, message, successor: null });
  if (fallbacks.length > 0) {
    const continues = fallbacks.some(
      ({ model }) => modelById(model)?.capabilities.continuesAnswers,
    );
    if (failover.continueAfterCut !== true || continues) return [];
    const message =
      'No fallback is known to go on with an answer that broke off, so continueAfterCut changes nothing.';
    return [warn('fallback_cannot_continue', 'continueAfterCut', message)];
  }
  const needs = (name: keyof StoredSetting['failover']): SettingWarning =>
    warn(
      'failover_needs_fallback',
      name,
      `There is no fallback, so ${name} changes nothing. Add one.`,
    );
  const warnings: SettingWarning[] = [];
  // With a retry, the model itself gets the second chance that a later commit point leaves.
  if (failover.commitPoint === 'first_sentence' && failover.retry === false) {
    warnings.push(needs('commitPoint'));
  }
  if (failover.switchOnContentFilter === true) warnings.push(needs('switchOnContentFilter'));
  if (failover.continueAfterCut === true) warnings.push(needs('continueAfterCut'));
  return warnings;
}

function choiceWarnings(
  id: string,
  model: Model | null,
  field: string,
  parameters: Parameters,
  parametersField: string,
): SettingWarning[] {
  if (model === null) {
    const message = `${id} is no longer in the catalogue: turns pass it over. Choose another.`;
    return [{ code: 'model_unknown', field, message, successor: null }];
  }
  const warnings: SettingWarning[] = [];
  const lifecycle = lifecycleWarning(model, field);
  if (lifecycle !== null) warnings.push(lifecycle);
  if (!model.selectable) {
    const message = `${model.name} could not be chosen today: ${model.reason ?? 'it is not on offer.'} The next save needs another.`;
    warnings.push({ code: 'model_not_selectable', field, message, successor: null });
  }
  if (!model.ready) {
    const message = model.notReadyReason ?? `${model.providerName} has no credentials yet.`;
    warnings.push({ code: 'provider_not_ready', field, message, successor: null });
  }
  for (const name of samplingParameterNames) {
    if (parameters[name] === undefined) continue;
    if (!model.capabilities.refusedParameters.includes(name)) continue;
    warnings.push({
      code: 'parameter_left_out',
      field: `${parametersField}.${name}`,
      message: `${model.name} does not take ${name}, so it is left out of its turns.`,
      successor: null,
    });
  }
  return warnings;
}

function lifecycleWarning(model: Model, field: string): SettingWarning | null {
  const { status, shutDownOn, successor } = model.lifecycle;
  if (status === 'active') return null;
  const instead =
    successor === null
      ? ''
      : ` Its successor is ${successor.name}${successor.id === null ? '' : ` (${successor.id})`}.`;
  if (status === 'deprecated') {
    const end =
      shutDownOn === null
        ? 'a date for its end is not known yet'
        : `it shuts down on ${shutDownOn}`;
    const message = `${model.name} is deprecated by its vendor: ${end}.${instead}`;
    return { code: 'model_deprecated', field, message, successor };
  }
  const when = shutDownOn === null ? '' : ` on ${shutDownOn}`;
  const message = `${model.name} was shut down by its vendor${when}: turns fail unless your own base URL still serves it.${instead}`;
  return { code: 'model_shut_down', field, message, successor };
}
