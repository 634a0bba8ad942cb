import { useId, useState, type ReactElement } from 'react';
import type { Model, TestSet } from '@jackfield/control-plane/rest-types';
import { useAgent } from '../../../api/agents.ts';
import { toProblem } from '../../../api/api-problem.ts';
import { useStartBakeOff } from '../../../api/bake-offs.ts';
import { useModels } from '../../../api/models.ts';
import { count, dollars } from '../../../model/amounts.ts';
import { Button } from '../../../parts/button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { ModelSelect } from '../model-setting/model-select.tsx';
import { estimate } from './estimate.ts';

const candidatesMax = 7;

/** Which models are tried on what, and what that takes. */
export function StartBakeOff({
  agentId,
  testSets,
  candidate,
  obstacle,
  onStarted,
}: {
  agentId: string;
  testSets: readonly TestSet[];
  candidate: string | null;
  obstacle: string | null;
  onStarted: (id: string) => void;
}): ReactElement {
  const id = useId();
  const agent = useAgent(agentId);
  const models = useModels();
  const start = useStartBakeOff(agentId);
  const [testSetId, setTestSetId] = useState(testSets[0]?.id ?? '');
  const [chosen, setChosen] = useState<readonly string[]>(candidate === null ? [] : [candidate]);
  const [judge, setJudge] = useState<string | null>(null);
  const testSet = testSets.find((one) => one.id === testSetId);
  if (!models.data || !agent.data || testSet === undefined) return <Skeleton className="h-60" />;
  const { model: current, instructions } = agent.data;
  const byId = new Map(models.data.map((model) => [model.id, model]));
  const tried = [current, ...chosen]
    .filter((one, index, all) => all.indexOf(one) === index)
    .map((one) => byId.get(one ?? ''))
    .filter((one): one is Model => one !== undefined);
  const problem = start.error ? toProblem(start.error) : null;
  const needsJudge = problem?.code === 'judge_missing' || judge !== null;
  const { turns, cost, unpriced } = estimate(testSet, tried, instructions);
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate(
          { testSetId, models: [...chosen], ...(judge === null ? {} : { judge }) },
          { onSuccess: (started) => onStarted(started.id) },
        );
      }}
    >
      <SelectField
        label="Test set"
        value={testSetId}
        onValue={setTestSetId}
        choices={testSets.map(({ id: value, name, cases }) => ({
          value,
          label: `${name} (${cases === 1 ? '1 case' : `${count(cases)} cases`})`,
        }))}
      />
      <section aria-labelledby={id} className="space-y-2">
        <h3 id={id} className="text-sm font-medium">
          Models
        </h3>
        <ul className="divide-y divide-line rounded-md border border-line">
          {tried.map((model) => (
            <li key={model.id} className="flex min-h-11 items-center gap-3 px-3 py-1.5">
              <span className="min-w-0 flex-1 truncate font-medium">{model.name}</span>
              {model.id === current ? (
                <span className="text-sm text-muted">in use, for comparison</span>
              ) : (
                <Button
                  small
                  kind="quiet"
                  aria-label={`Remove ${model.name}`}
                  onClick={() => setChosen(chosen.filter((one) => one !== model.id))}
                >
                  Remove
                </Button>
              )}
            </li>
          ))}
          {tried.length === 0 && <li className="px-3 py-2.5 text-muted">None yet.</li>}
        </ul>
        {chosen.length < candidatesMax && (
          <ModelSelect
            label="Add a model"
            compact
            models={models.data}
            value={null}
            onChoose={({ id: added }) => {
              if (!chosen.includes(added)) setChosen([...chosen, added]);
            }}
          />
        )}
      </section>
      {needsJudge && (
        <ModelSelect
          label="Judge"
          compact
          models={models.data}
          value={judge}
          placeholder="The model that judges"
          onChoose={({ id: judging }) => setJudge(judging)}
        />
      )}
      <p role="status" className="rounded-md bg-sunken px-3 py-2.5">
        <strong className="font-semibold">
          {turns === 1 ? '1 turn' : `${count(turns)} turns`}
        </strong>
        {unpriced.length < tried.length && <>, about {dollars(Number(cost.toPrecision(2)))}</>}
        {unpriced.length > 0 &&
          `${unpriced.length < tried.length ? ', and' : ','} what ${unpriced.map(({ name }) => name).join(' and ')} ${unpriced.length === 1 ? 'costs' : 'cost'}, which isn’t known`}
        .
        <span className="block text-sm text-muted">
          Answers of usual length are assumed{judge !== null && '; judging comes on top'}. All use
          the parameters that are saved now.
        </span>
      </p>
      {problem !== null && <ProblemNotice error={start.error} />}
      <Button
        type="submit"
        kind="primary"
        busy={start.isPending}
        obstacle={obstacle}
        disabled={tried.length === 0}
      >
        Start
      </Button>
    </form>
  );
}
