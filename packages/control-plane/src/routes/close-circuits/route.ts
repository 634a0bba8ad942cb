import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/status/circuits/close',
  needs: 'admin',
  tags: ['Records'],
  summary: 'Close every open circuit',
  description:
    'For when you know that what failed is well again: the failures that were counted are forgotten, and turns go to their chosen models from now on. A model that still fails has its circuit opened again.',
  responses: {
    204: { description: 'Every circuit is closed.' },
    ...problems(401, 403),
  },
});

export function closeCircuits(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { gather, modelHealth, closeCircuits: close } = services.options;
    await gather?.();
    await services.changes.make(c.get('actor').name, async (change) => {
      const open = modelHealth().filter(({ circuit }) => circuit !== 'closed');
      await change.audit({
        action: 'circuits.closed',
        target: { kind: 'gateway', id: 'all', name: null },
        details: { models: [...new Set(open.map(({ model }) => model))] },
      });
    });
    close();
    return c.body(null, 204);
  });
}
