import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { metadataAddresses } from '../packages/gateway-config/src/egress-policy.ts';

const chart = fileURLToPath(new URL('helm/jackfield', import.meta.url));
const hasHelm = spawnSync('helm', ['version']).status === 0;

interface Rendered {
  readonly status: number | null;
  readonly stderr: string;
  readonly manifests: readonly Manifest[];
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // What is looked at below differs from kind to kind.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly spec: any;
}

interface Way {
  readonly path: string;
  readonly backend: { readonly service: { readonly name: string } };
}

/** What `helm template` makes of the chart's values and these. */
function render(values: object = {}): Rendered {
  const args = ['template', 'main', chart, '--kube-version', '1.33.0', '--values', '-'];
  const { status, stdout, stderr } = spawnSync('helm', args, {
    input: JSON.stringify(values),
    encoding: 'utf8',
  });
  const documents = status === 0 ? parseAllDocuments(stdout) : [];
  // Holds: Kubernetes has no manifest in another form, and the tests read what they say they read.
  const manifests = documents.map((document) => document.toJS() as Manifest);
  return { status, stderr, manifests };
}

function named(rendered: Rendered, kind: string, name: string): Manifest {
  const found = rendered.manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}: ${rendered.stderr}`);
  return found;
}

const gatewayOf = (rendered: Rendered) => named(rendered, 'Deployment', 'main-jackfield-gateway');
const controlOf = (rendered: Rendered) => named(rendered, 'Deployment', 'main-jackfield-control');

// Built from Go's module proxy where it is wanted: docs/decisions/0171-a-chart-proven-without-a-cluster.md.
describe.skipIf(!hasHelm)('the chart', () => {
  test('passes helm lint', () => {
    expect(spawnSync('helm', ['lint', '--strict', chart]).status).toBe(0);
  });

  test('gives each role a pod that is no root, and as long to stop as it takes', () => {
    const rendered = render({ drainMs: 12_500 });
    for (const [role, deployment] of [
      ['gateway', gatewayOf(rendered)],
      ['control', controlOf(rendered)],
    ] as const) {
      const { spec } = deployment.spec.template;
      expect(spec).toMatchObject({
        terminationGracePeriodSeconds: 48,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(spec.containers[0]).toMatchObject({
        args: ['serve', '--role', role],
        securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
        livenessProbe: { httpGet: { path: '/healthz' } },
        readinessProbe: { httpGet: { path: '/readyz' } },
      });
      expect(spec.containers[0].env).toContainEqual({ name: 'JACKFIELD_DRAIN_MS', value: '12500' });
    }
  });

  test('hands secrets out as files, the admin token to the control plane alone', () => {
    const rendered = render({ adminToken: true });
    const keys = (deployment: Manifest): string[] =>
      deployment.spec.template.spec.volumes
        .find(({ name }: { name: string }) => name === 'secrets')
        .secret.items.map(({ key }: { key: string }) => key);
    expect(keys(gatewayOf(rendered))).toEqual(['master-key', 'database-url']);
    expect(keys(controlOf(rendered))).toEqual(['master-key', 'database-url', 'admin-token']);
    for (const deployment of [gatewayOf(rendered), controlOf(rendered)]) {
      for (const { name } of deployment.spec.template.spec.containers[0].env) {
        expect(name).not.toMatch(/(?:KEY|TOKEN|DATABASE_URL)$/);
      }
    }
  });

  test('scales and protects the gateways that it made', () => {
    const rendered = render();
    const { selector, template, replicas } = gatewayOf(rendered).spec;
    expect(replicas).toBeUndefined();
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    const name = 'main-jackfield-gateway';
    expect(named(rendered, 'PodDisruptionBudget', name).spec.selector).toEqual(selector);
    expect(named(rendered, 'Service', name).spec.selector).toEqual(selector.matchLabels);
    const scaler = named(rendered, 'HorizontalPodAutoscaler', name).spec;
    expect(scaler.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name });
    const fixed = render({ gateway: { replicas: 3, autoscaling: { enabled: false } } });
    expect(gatewayOf(fixed).spec.replicas).toBe(3);
    expect(fixed.manifests.map(({ kind }) => kind)).not.toContain('HorizontalPodAutoscaler');
  });

  test('sends /v1 to the gateways and the rest to the control plane', () => {
    const rendered = render({ ingress: { enabled: true } });
    const [rule] = named(rendered, 'Ingress', 'main-jackfield').spec.rules;
    const ways = rule.http.paths.map(({ path, backend }: Way) => [
      path,
      named(rendered, 'Service', backend.service.name).metadata.name,
    ]);
    expect(ways).toEqual([
      ['/v1', 'main-jackfield-gateway'],
      ['/', 'main-jackfield-control'],
    ]);
  });

  describe('lets out', () => {
    interface Peer {
      readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
    }
    const blocksOf = (values: object): NonNullable<Peer['ipBlock']>[] =>
      named(render(values), 'NetworkPolicy', 'main-jackfield').spec.egress.flatMap(
        ({ to }: { to: readonly Peer[] }) => to.flatMap(({ ipBlock }) => ipBlock ?? []),
      );

    test('to the internet, but to no private network', () => {
      const internet = blocksOf({}).find(({ cidr }) => cidr === '0.0.0.0/0');
      expect(internet?.except).toEqual(
        expect.arrayContaining([
          '10.0.0.0/8',
          '100.64.0.0/10',
          '127.0.0.0/8',
          '169.254.0.0/16',
          '172.16.0.0/12',
          '192.168.0.0/16',
        ]),
      );
    });

    test('to a private network that is named, without the metadata addresses in it', () => {
      const allow = [{ cidr: '100.64.0.0/10', port: 8000 }];
      expect(blocksOf({ networkPolicy: { allow } })).toContainEqual({
        cidr: '100.64.0.0/10',
        except: ['100.100.100.200/32'],
      });
      const plain = [{ cidr: '10.0.7.0/24', port: 8000 }];
      expect(blocksOf({ networkPolicy: { allow: plain } })).toContainEqual({ cidr: '10.0.7.0/24' });
    });

    test.each([...metadataAddresses])('never to the metadata address %s', (address) => {
      const cidr = `${address}/${address.includes(':') ? 128 : 32}`;
      const { status, stderr } = render({ networkPolicy: { allow: [{ cidr, port: 80 }] } });
      expect(status).toBe(1);
      expect(stderr).toMatch(/metadata service|networkPolicy\/allow\/0\/cidr/);
    });
  });

  test('refuses a value that is misspelt', () => {
    expect(render({ gatewey: { replicas: 3 } }).stderr).toContain("'gatewey' not allowed");
  });
});
