import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createFileRegistry,
  fromBinary,
  getOption,
  hasOption,
  ScalarType,
  type DescField,
  type DescMessage,
  type DescService,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { scopeProblem } from '@katrol/contract';
import {
  event,
  field_class as fieldClass,
  FieldClass,
  rule,
  scope,
} from '@katrol/proto/katrol/common/v1/options_pb';
import { root, type Violation } from './files.ts';

/** What protos say, as buf compiles them. */
export type Compiled = { messages: DescMessage[]; services: DescService[] };

/** Compiles a folder of protos; the checkout itself is one, with all its modules. */
export function compile(folder = root): Compiled {
  const out = mkdtempSync(path.join(tmpdir(), 'katrol-check-'));
  try {
    const image = path.join(out, 'image.binpb');
    execFileSync(
      path.join(root, 'proto/node_modules/.bin/buf'),
      ['build', folder, '--as-file-descriptor-set', '-o', image],
      { stdio: 'pipe' },
    );
    const found = [...createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)))];
    return {
      messages: found.filter((d) => d.kind === 'message'),
      services: found.filter((d) => d.kind === 'service').filter(isOurs),
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const isOurs = ({ typeName }: DescService): boolean => typeName.startsWith('katrol.');

export const isEvent = (m: DescMessage): boolean => hasOption(m, event) && getOption(m, event);

/** Event fields that are personal or that nobody classed, in nested messages too. */
export const eventViolations = ({ messages }: Compiled): Violation[] =>
  messages.filter(isEvent).flatMap((m) => ofMessage(m, m.typeName, []));

function ofMessage(message: DescMessage, at: string, above: string[]): Violation[] {
  // a slot and a cell are values of one kind, classed where they are used
  return message.fields.flatMap((field) =>
    ofField(field, `${at}.${field.name}`, [...above, message.typeName]),
  );
}

function ofField(field: DescField, at: string, above: string[]): Violation[] {
  const kind = getOption(field, fieldClass);
  if (kind === FieldClass.PERSONAL) return [`${at} is personal`];
  if (kind === FieldClass.UNSPECIFIED) return [`${at} is not classed`];
  const inner = field.message;
  if (kind !== FieldClass.GROUP || !inner || above.includes(inner.typeName)) return [];
  return ofMessage(inner, at, above);
}

/** RPCs and events that do not say whose they are, or say it twice. */
export const scopeViolations = ({ messages, services }: Compiled): Violation[] =>
  [...services.flatMap((s) => s.methods), ...messages.filter(isEvent)].flatMap(
    (one) => scopeProblem(one) ?? [],
  );

/** Texts that an RPC takes and that no rule limits: what is not said is not bounded. */
export function ruleViolations({ services }: Compiled): Violation[] {
  const asked = services.flatMap((s) => s.methods.map((m) => m.input));
  const seen = new Set<string>();
  const walk = (message: DescMessage): Violation[] => {
    if (seen.has(message.typeName) || message.typeName.startsWith('google.')) return [];
    seen.add(message.typeName);
    return message.fields.flatMap((field) => [
      ...(isText(field) && !isRuled(field)
        ? [`${message.typeName}.${field.name} has no rule`]
        : []),
      ...(field.message ? walk(field.message) : []),
    ]);
  };
  return asked.flatMap(walk);
}

const isText = (field: DescField): boolean =>
  'scalar' in field && field.scalar === ScalarType.STRING && field.fieldKind !== 'map';

const isRuled = (field: DescField): boolean => hasOption(field, rule) || hasOption(field, scope);
