import { repairs } from '@jackfield/gateway-config';
import type { RepairId, RepairSwitches, SamplingParameters } from '@jackfield/gateway-config';
import { connectionCapabilitiesSchema } from '../../schemas/connection-capabilities.ts';
import type { ConnectionCapabilities } from '../../schemas/connection-capabilities.ts';
import { samplingParameterNames } from '../../schemas/model.ts';
import type { ConnectionRow } from '../../store/tables.ts';

type Stored = Pick<ConnectionRow, 'repairs' | 'capabilities'>;

function repairSwitchesOf({ repairs: stored }: Pick<Stored, 'repairs'>): RepairSwitches {
  // Holds: only `storedRepairSwitches` writes it.
  return stored === null ? {} : (JSON.parse(stored) as RepairSwitches);
}

/** The switches with the wanted ones over them, as they are stored; in one order, to be compared. */
export function storedRepairSwitches(
  before: string | null,
  wanted: { readonly [Id in RepairId]?: boolean | undefined },
): string | null {
  const switches = { ...repairSwitchesOf({ repairs: before }), ...wanted };
  const entries = repairs.flatMap(({ id }) =>
    switches[id] === undefined ? [] : [[id, switches[id]] as const],
  );
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}

/** What a check found last; `null` before the first, and where what is stored can't be read. */
export function capabilitiesOf({
  capabilities,
}: Pick<Stored, 'capabilities'>): ConnectionCapabilities | null {
  if (capabilities === null) return null;
  return connectionCapabilitiesSchema.safeParse(JSON.parse(capabilities)).data ?? null;
}

/** Whether turns are asked for as streams: as the connection says, unless a check found that its endpoint has none. */
export function streamsOf(row: Stored & Pick<ConnectionRow, 'streaming'>): boolean {
  return row.streaming === 1 && capabilitiesOf(row)?.streaming !== false;
}

/**
 * The repairs that are on: as somebody has switched them, else as they are by default; `developer`
 * is sent as `system` also where a check found it refused.
 */
export function repairsOn(row: Stored): RepairId[] {
  const switches = repairSwitchesOf(row);
  const isRefused = capabilitiesOf(row)?.developerRole === false;
  return repairs
    .filter(({ id, onByDefault }) => {
      return switches[id] ?? (onByDefault || (id === 'developer-as-system' && isRefused));
    })
    .map(({ id }) => id);
}

/**
 * The sampling parameters of a setting that this endpoint refuses. The token limit is not among them
 * while the endpoint takes it under its newer name: the gateway sends it under that.
 */
export function refusedParametersOf(
  capabilities: ConnectionCapabilities | null,
): (keyof SamplingParameters)[] {
  const refused = new Set(capabilities?.refusedFields);
  const takesNewerLimit =
    capabilities !== null &&
    !capabilities.unknownFieldsRefused &&
    !refused.has('max_completion_tokens');
  return samplingParameterNames.filter(
    (name) => refused.has(name) && !(name === 'max_tokens' && takesNewerLimit),
  );
}
