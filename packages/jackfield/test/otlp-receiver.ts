import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

/**
 * What is read here of OTLP's own schema, with its field numbers:
 * https://github.com/open-telemetry/opentelemetry-proto/tree/v1.9.0/opentelemetry/proto
 */
const schema = protobuf.parse(
  `syntax = "proto3";
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message Event { fixed64 time_unix_nano = 1; string name = 2; }
  message Status { string message = 2; int32 code = 3; }
  message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; repeated Event events = 11; Status status = 15; }
  message ScopeSpans { repeated Span spans = 2; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Traces { repeated ResourceSpans resource_spans = 1; }
  message HistogramDataPoint { fixed64 count = 4; double sum = 5; repeated KeyValue attributes = 9; }
  message Histogram { repeated HistogramDataPoint data_points = 1; }
  message Metric { string name = 1; string unit = 3; Histogram histogram = 9; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Metrics { repeated ResourceMetrics resource_metrics = 1; }`,
).root;

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: boolean;
  readonly events: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface ReceivedHistogram {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly {
    readonly count: number;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** By name; the newest export counts. */
  readonly histograms: Map<string, ReceivedHistogram>;
  /** What came, as it came. */
  readonly bodies: Buffer[];
  readonly headers: Record<string, unknown>[];
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A collector: takes spans and metrics by OTLP over HTTP, as protobuf or JSON. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const histograms = new Map<string, ReceivedHistogram>();
  const bodies: Buffer[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      bodies.push(body);
      headers.push(request.headers);
      const isJson = request.headers['content-type'] === 'application/json';
      const type = request.url === '/v1/traces' ? 'Traces' : 'Metrics';
      const message = isJson ? JSON.parse(body.toString()) : decoded(type, body);
      if (type === 'Traces') spans.push(...spansOf(message, isJson));
      else for (const one of histogramsOf(message)) histograms.set(one.name, one);
      response.writeHead(200, { 'content-type': request.headers['content-type'] }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    histograms,
    bodies,
    headers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// Holds for both: what a message of OTLP is made of, read by its own names.
/* oxlint-disable typescript/no-explicit-any */
function decoded(type: string, body: Buffer): any {
  const message = schema.lookupType(type);
  return message.toObject(message.decode(body), { longs: String, defaults: true, arrays: true });
}

function spansOf(message: any, isJson: boolean): ReceivedSpan[] {
  // JSON has ids as hexadecimal digits: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
  const id = (value: any): string =>
    isJson ? String(value ?? '') : Buffer.from(value ?? []).toString('hex');
  return message.resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
    scopeSpans.flatMap((scope: any) =>
      scope.spans.map((span: any): ReceivedSpan => ({
        traceId: id(span.traceId),
        spanId: id(span.spanId),
        parentSpanId: id(span.parentSpanId),
        name: span.name,
        kind: span.kind,
        startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
        endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
        failed: span.status?.code === 2,
        events: (span.events ?? []).map(({ name }: any) => name),
        attributes: attributesOf(span.attributes),
        resource: attributesOf(resource.attributes),
      })),
    ),
  );
}

function histogramsOf(message: any): ReceivedHistogram[] {
  return message.resourceMetrics.flatMap(({ scopeMetrics }: any) =>
    scopeMetrics.flatMap((scope: any) =>
      scope.metrics.map(({ name, unit, histogram }: any) => ({
        name,
        unit,
        points: histogram.dataPoints.map(({ count, attributes }: any) => ({
          count: Number(count),
          attributes: attributesOf(attributes),
        })),
      })),
    ),
  );
}
/* oxlint-enable typescript/no-explicit-any */

function attributesOf(pairs: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(({ key, value }) => {
      const [kind, held] = Object.entries(value)[0] ?? [];
      return [key, kind === 'intValue' ? Number(held) : held];
    }),
  );
}
