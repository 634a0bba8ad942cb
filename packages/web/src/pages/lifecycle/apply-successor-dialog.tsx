import type { ReactElement } from 'react';
import type { DyingModel, Model, ModelSetting, Usage } from '@jackfield/control-plane/rest-types';
import { useModelSetting, useSaveModelSetting } from '../../api/model-setting.ts';
import { useModels } from '../../api/models.ts';
import { useUsage } from '../../api/usage.ts';
import { settingDifference } from '../../model/setting-difference.ts';
import { withSuccessor } from '../../model/with-successor.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { ChangeList } from '../agent/change-list.tsx';
import { capabilityRows, factRows } from '../agent/model-setting/save-facts.ts';
import type { Moved } from './moved-notice.tsx';

/** Shows what the successor changes for this agent, and saves it on the revision that was shown. */
export function ApplySuccessorDialog({
  item,
  onClose,
  onMoved,
}: {
  item: DyingModel;
  onClose: () => void;
  onMoved: (moved: Moved) => void;
}): ReactElement {
  const { agentId, agentName, model: id } = item;
  const live = useModelSetting(agentId);
  const models = useModels();
  const usage = useUsage();
  const save = useSaveModelSetting(agentId);
  const find = (wanted: string): Model | null =>
    models.data?.find((model) => model.id === wanted) ?? null;
  const from = find(id);
  const to = find(item.lifecycle.successor?.id ?? '');
  const after = live.data && to ? withSuccessor(live.data, id, to.id) : null;
  const move = (before: ModelSetting): void => {
    if (after === null || to === null) return;
    save.mutate(
      { setting: after, onRevision: before.revision },
      {
        onSuccess: (saved) => {
          onMoved({
            agentId,
            agentName,
            from: item.modelName,
            to: to.name,
            before: before.revision,
            after: saved.revision,
          });
          onClose();
        },
      },
    );
  };
  const { data: before } = live;
  return (
    <ConfirmDialog
      open
      title={`Move ${agentName} to ${to?.name ?? 'the successor'}?`}
      onCancel={onClose}
      choices={
        before && after
          ? [
              {
                label: to ? `Move to ${to.name}` : 'Move',
                kind: 'primary',
                busy: save.isPending,
                onChoose: () => move(before),
              },
            ]
          : []
      }
    >
      {live.error || save.error ? (
        <ProblemNotice error={save.error ?? live.error} />
      ) : !before || !to ? (
        <SkeletonRows count={3} what="the setting" />
      ) : null}
      {before && to && after === null && (
        <p>Somebody has changed the setting meanwhile: it no longer names {item.modelName}.</p>
      )}
      {before && to && after && (
        <What
          before={before}
          after={after}
          from={from}
          to={to}
          agentId={agentId}
          parameters={after.fallbacks?.find((one) => one.model === to.id)?.parameters}
          usage={usage.data ?? []}
          nameOf={(wanted) => find(wanted)?.name ?? wanted}
        />
      )}
    </ConfirmDialog>
  );
}

function What({
  before,
  after,
  from,
  to,
  agentId,
  parameters,
  usage,
  nameOf,
}: {
  before: ModelSetting;
  after: NonNullable<ReturnType<typeof withSuccessor>>;
  from: Model | null;
  to: Model;
  agentId: string;
  /** The successor's own, where it is a fallback that has some. */
  parameters: ModelSetting['parameters'] | undefined;
  usage: readonly Usage[];
  nameOf: (model: string) => string;
}): ReactElement {
  const facts = factRows(from, to, agentId, usage)
    .filter((row) => row.before !== row.after)
    .map(({ name, ...row }) => ({ label: name, before: row.before, after: row.after }));
  const { gained, lost, leftOut } = capabilityRows(from, to, parameters ?? before.parameters);
  return (
    <>
      <p>
        It goes live at once as revision {before.revision + 1}. Turns in flight finish on the one
        they began with, and you can undo it.
      </p>
      <ChangeList changes={[...settingDifference(before, after, nameOf), ...facts]} />
      {(gained.length > 0 || lost.length > 0 || leftOut.length > 0) && (
        <ul className="space-y-1 text-sm">
          {gained.map((name) => (
            <li key={name} className="text-good-ink">
              Gains: {name}
            </li>
          ))}
          {lost.map((name) => (
            <li key={name} className="font-medium text-bad-ink">
              Loses: {name}
            </li>
          ))}
          {leftOut.map((name) => (
            <li key={name} className="text-warn-ink">
              {to.name} does not take {name.toLowerCase()}: it is left out.
            </li>
          ))}
        </ul>
      )}
      {!to.ready && (
        <Notice tone="warn" title={`${to.providerName} has no credentials yet`}>
          Turns would fail until they are given under Providers.
        </Notice>
      )}
    </>
  );
}
