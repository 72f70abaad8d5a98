import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createFileRegistry,
  fromBinary,
  getOption,
  hasOption,
  type DescField,
  type DescMessage,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import {
  event,
  field_class as fieldClass,
  FieldClass,
} from '@katrol/proto/katrol/common/v1/options_pb';
import { root, type Violation } from './files.ts';

/** The messages of a folder of protos, as buf compiles them. */
export function compile(folder = path.join(root, 'proto')): DescMessage[] {
  const out = mkdtempSync(path.join(tmpdir(), 'katrol-check-'));
  try {
    const image = path.join(out, 'image.binpb');
    execFileSync(
      path.join(root, 'proto/node_modules/.bin/buf'),
      ['build', folder, '--as-file-descriptor-set', '-o', image],
      { stdio: 'pipe' },
    );
    const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)));
    return [...registry].filter((d) => d.kind === 'message');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Event fields that are personal or that nobody classed, in nested messages too. */
export const eventViolations = (messages: readonly DescMessage[]): Violation[] =>
  messages
    .filter((m) => hasOption(m, event) && getOption(m, event))
    .flatMap((m) => ofMessage(m, m.typeName, []));

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
