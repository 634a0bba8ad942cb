import { useState, type ReactElement } from 'react';
import type { Status } from '@jackfield/control-plane/rest-types';
import { useModels } from '../../api/models.ts';
import { useObstacle } from '../../api/rights.ts';
import { useCloseCircuits } from '../../api/status.ts';
import { count, duration } from '../../model/amounts.ts';
import type { Circuit } from '../../model/lamp-state.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Lamp, type LampKind } from '../../parts/lamp.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';
import { Section } from './section.tsx';

const circuits: Record<Circuit, { lamp: LampKind; name: string; words: string }> = {
  closed: { lamp: 'green', name: 'Closed', words: 'turns go to it' },
  half_open: { lamp: 'amber', name: 'Half open', words: 'it is being tried again' },
  open: { lamp: 'red', name: 'Open', words: 'turns go to their fallbacks for a moment' },
};

/** How the models that turns asked are doing, and the way to say that a broken one is well again. */
export function ModelsInUse({ models }: { models: Status['models'] }): ReactElement {
  const catalogue = useModels();
  const close = useCloseCircuits();
  const obstacle = useObstacle('admin');
  const [asking, setAsking] = useState(false);
  const names = new Map(catalogue.data?.map((model) => [model.id, model.name]));
  const broken = models.filter(({ circuit }) => circuit !== 'closed');
  const lamp = broken.some(({ circuit }) => circuit === 'open')
    ? 'red'
    : broken.length > 0
      ? 'amber'
      : models.length > 0
        ? 'green'
        : 'hollow';
  return (
    <Section title="Models in use" lamp={lamp} wide>
      {models.length === 0 ? (
        <p className="text-muted">No turn has asked a model since this program started.</p>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full text-left">
            <caption className="sr-only">Models in use</caption>
            <thead className="text-sm text-muted">
              <tr>
                <th scope="col" className="py-1.5 font-medium">
                  Model
                </th>
                <th scope="col" className="py-1.5 pl-3 font-medium">
                  Circuit
                </th>
                <th scope="col" className="py-1.5 pl-3 text-right font-medium">
                  Under way
                </th>
                <th scope="col" className="py-1.5 pl-3 text-right font-medium">
                  First token, p95
                </th>
              </tr>
            </thead>
            <tbody className="align-top">
              {models.map(({ model, circuit, inFlight, firstTokenP95Ms }, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- One model may be listed for each of its credentials, which have no name here.
                <tr key={`${model} ${index}`} className="border-t border-line">
                  <th scope="row" className="py-2 font-normal">
                    {names.get(model) ?? model}
                  </th>
                  <td className="py-2 pl-3">
                    <span className="flex items-baseline gap-2">
                      <Lamp kind={circuits[circuit].lamp} />
                      <span>
                        {circuits[circuit].name}
                        <span className="text-muted">, {circuits[circuit].words}</span>
                      </span>
                    </span>
                  </td>
                  <td className="py-2 pl-3 text-right">{count(inFlight)}</td>
                  <td className="py-2 pl-3 text-right">
                    {firstTokenP95Ms === null ? (
                      <span className="text-muted">too few since the start</span>
                    ) : (
                      duration(firstTokenP95Ms)
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {broken.length > 0 && (
        <div className="mt-3 flex flex-wrap items-center gap-3 border-t border-line pt-3">
          <Button obstacle={obstacle} onClick={() => setAsking(true)}>
            Close circuits
          </Button>
          <p className="text-sm text-muted">They close by themselves once a model answers again.</p>
        </div>
      )}
      <ConfirmDialog
        open={asking}
        title="Close every circuit?"
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Close circuits',
            kind: 'primary',
            busy: close.isPending,
            onChoose: () =>
              close.mutate(undefined, {
                onSuccess: () =>
                  notify('Circuits closed', 'Turns go to their chosen models from now on.'),
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>
          The failures that were counted are forgotten, and the next turns go to{' '}
          {[...new Set(broken.map(({ model }) => names.get(model) ?? model))].join(', ')} again. Do
          this when you know that the vendor is well: until the circuit opens once more, callers may
          wait for a model that still fails.
        </p>
      </ConfirmDialog>
    </Section>
  );
}
