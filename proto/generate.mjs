// Generates the contract for TypeScript: messages by protoc-gen-es, then what it does not know of.
// Codes travel by name, so that a field with a list of codes has their names as its type, and each
// list stands in `codes.js` of its package; a message that is never absent is not optional.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createFileRegistry,
  fromBinary,
  getOption,
  hasOption,
  ScalarType,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

const root = path.dirname(import.meta.dirname);
const buf = (...args) =>
  execFileSync(path.join(import.meta.dirname, 'node_modules/.bin/buf'), args, {
    stdio: 'inherit',
    cwd: root,
  });

/** The contracts of the workspace with everything that they import. */
function compiled() {
  const out = mkdtempSync(path.join(tmpdir(), 'katrol-proto-'));
  try {
    const image = path.join(out, 'image.binpb');
    buf('build', '--as-file-descriptor-set', '-o', image);
    return createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

buf('generate', '--template', 'proto/buf.gen.yaml', '--output', 'proto');
const registry = compiled();
const option = (name) => {
  const found = registry.getExtension(`katrol.common.v1.${name}`);
  return (on) => (found && hasOption(on, found) ? getOption(on, found) : undefined);
};
const ruleOf = option('rule');
const capitals = option('capitals');
const codeOf = option('code');

const folderOf = (desc) => path.dirname(desc.file.name);
const prefixOf = ({ name }) => `${name.replaceAll(/(?<!^)[A-Z]/g, (c) => `_${c}`).toUpperCase()}_`;

/** The codes of an enum, in its order: VISIT_PLANNED of ReferralStatus is "visit_planned". */
const codesOf = (list) =>
  list.values
    .filter((value) => value.number !== 0)
    .map((value) => {
      const name = value.name.replace(prefixOf(list), '');
      return codeOf(value) ?? (capitals(list) ? name : name.toLowerCase());
    });

/** The enum that a rule names: of the field's package, of the shared one, or by its full name. */
function listOf(field, rule) {
  const { proto } = field.parent.file;
  const names = [`${proto.package}.${rule.code}`, `katrol.common.v1.${rule.code}`, rule.code];
  const found = names.map((name) => registry.getEnum(name)).find(Boolean);
  if (!found) throw new Error(`${field.parent.typeName}.${field.name}: no enum ${rule.code}`);
  return found;
}

// what is generated; google's own stays where it is
const files = [...registry.files].filter((file) => existsSync(`gen/${file.name}_pb.js`));

function writeCodes() {
  const lists = Map.groupBy(
    files.flatMap((file) => file.enums),
    folderOf,
  );
  for (const [folder, all] of lists) {
    const js = all.map((e) => `export const ${e.name} = ${JSON.stringify(codesOf(e))};\n`);
    const dts = all.map(
      (e) =>
        `export declare const ${e.name}: readonly ${JSON.stringify(codesOf(e))};\n` +
        `export type ${e.name} = (typeof ${e.name})[number];\n`,
    );
    writeFileSync(path.join('gen', folder, 'codes.js'), js.join(''));
    writeFileSync(path.join('gen', folder, 'codes.d.ts'), dts.join(''));
  }
  const byName = Object.fromEntries(
    [...lists.values()].flat().map((e) => [e.typeName, codesOf(e)]),
  );
  // literal, so that texts for every code are asked for at compile time
  const types = Object.entries(byName).map(
    ([name, codes]) => `  readonly ${JSON.stringify(name)}: readonly ${JSON.stringify(codes)};\n`,
  );
  writeFileSync('gen/code-lists.js', `export const codeLists = ${JSON.stringify(byName)};\n`);
  writeFileSync('gen/code-lists.d.ts', `export declare const codeLists: {\n${types.join('')}};\n`);
}

/** What a field's type becomes; undefined when it stays. */
function typeOf(field) {
  const rule = ruleOf(field);
  if (field.fieldKind === 'message' && rule?.required) {
    return (line) => line.replace('?:', ':').replace(' | undefined;', ';');
  }
  // an open list is offered, and any other word is taken: a text
  if (!rule?.code || (listOf(field, rule) && rule.open)) return undefined;
  const list = listOf(field, rule);
  const from = path.posix.relative(folderOf(field.parent), folderOf(list)) || '.';
  const type = `import("${from.startsWith('.') ? from : `./${from}`}/codes.js").${list.name}`;
  const many = field.fieldKind === 'list';
  return (line) => line.replace(/: string(\[\])?;$/, many ? `: ${type}[];` : `: ${type} | '';`);
}

/** The declarations of one file, with the types of its coded fields put in. */
function withTypes(text, file) {
  const lines = text.split('\n');
  for (const message of file.messages) {
    const start = lines.findIndex((l) => l.includes(`Message<"${message.typeName}">`));
    for (const field of message.fields) {
      const change = typeOf(field);
      if (!change) continue;
      const at = lines.findIndex(
        (line, i) => i > start && new RegExp(`^ {2}${field.localName}\\??: `).test(line),
      );
      const changed = at < 0 ? '' : change(lines[at]);
      if (changed === '' || changed === lines[at]) {
        throw new Error(`${message.typeName}.${field.name}: no declaration to type`);
      }
      lines[at] = changed;
    }
  }
  return lines.join('\n');
}

const form = registry.getEnum('katrol.common.v1.Form');
const formOf = ({ form: number }) => number && form.value[number].localName.toLowerCase();

function kindOf(field) {
  if ((field.listKind ?? field.mapKind ?? field.fieldKind) === 'message') return 'message';
  const { scalar } = field;
  if (scalar === ScalarType.STRING) return 'text';
  if (scalar === ScalarType.BOOL) return 'flag';
  return scalar === ScalarType.BYTES ? 'bytes' : 'number';
}

function fieldOf(field) {
  const rule = ruleOf(field);
  const code = rule?.code ? listOf(field, rule) : undefined;
  const many = { list: 'list', map: 'map' }[field.fieldKind];
  return {
    key: field.localName,
    kind: kindOf(field),
    ...(many && { many }),
    ...(field.message && { inner: field.message.typeName }),
    ...(code && { list: code.name, codes: codesOf(code) }),
    ...(rule && formOf(rule) && { form: formOf(rule) }),
    ...(rule?.required && { required: true }),
    ...(rule?.lines && { lines: true }),
    ...(rule?.min !== undefined && { min: rule.min }),
    ...(rule?.max !== undefined && { max: rule.max }),
  };
}

/**
 * What a browser needs of a contract: names of RPCs, and what each input may hold. No descriptors.
 */
function writeForBrowsers() {
  const byFolder = (all) => Map.groupBy(all, folderOf);
  const services = byFolder(files.flatMap((file) => file.services));
  const messages = byFolder(files.flatMap((file) => file.messages));
  for (const [folder, all] of services) writeRpcs(folder, all);
  const asked = inputsOf([...services.values()].flat());
  for (const [folder, all] of messages) writeMessages(folder, all, asked);
  writeFileSync('gen/json.js', 'export {};\n');
  writeFileSync('gen/json.d.ts', readFileSync('json.d.ts'));
}

function writeRpcs(folder, services) {
  const names = services.map((s) => ({
    js: rpcsOf(s),
    name: s.name,
    file: path.basename(s.file.name),
  }));
  const js = names.map(({ name, js }) => `export const ${name} = ${JSON.stringify(js)};\n`);
  const dts = names.map(
    ({ name, file }) =>
      `export declare const ${name}: import('${up(folder)}json.js').Rpcs<` +
      `typeof import('./${file}_pb.js').${name}>;\n`,
  );
  writeFileSync(path.join('gen', folder, 'rpcs.js'), js.join(''));
  writeFileSync(path.join('gen', folder, 'rpcs.d.ts'), dts.join(''));
}

function writeMessages(folder, messages, asked) {
  const dts = messages.map(
    (m) =>
      `export type ${m.name} = import('${up(folder)}json.js').Json<` +
      `import('./${path.basename(m.file.name)}_pb.js').${m.name}>;\n`,
  );
  writeFileSync(path.join('gen', folder, 'json.d.ts'), dts.join(''));
  writeFileSync(path.join('gen', folder, 'json.js'), 'export {};\n');
  const forms = messages
    .filter((m) => asked.has(m))
    .map((m) => [m.typeName, m.fields.map(fieldOf)]);
  const js = `export const forms = ${JSON.stringify(Object.fromEntries(forms))};\n`;
  writeFileSync(path.join('gen', folder, 'forms.js'), js);
  const type = `Readonly<Record<string, readonly import('${up(folder)}json.js').FormField[]>>`;
  writeFileSync(path.join('gen', folder, 'forms.d.ts'), `export declare const forms: ${type};\n`);
}

const up = (folder) => `${path.posix.relative(folder, '.')}/`;

const rpcsOf = (service) => ({
  method: Object.fromEntries(
    service.methods.map((m) => [
      m.localName,
      { service: service.typeName, name: m.name, key: m.localName, input: m.input.typeName },
    ]),
  ),
});

/** Every message that a request holds, at any depth. */
function inputsOf(services) {
  const found = new Set();
  const add = (message) => {
    if (found.has(message)) return;
    found.add(message);
    for (const { message: inner } of message.fields) if (inner) add(inner);
  };
  services.flatMap((s) => s.methods).forEach((m) => add(m.input));
  return found;
}

writeCodes();
writeForBrowsers();
for (const file of files) {
  const at = path.join('gen', `${file.name}_pb.d.ts`);
  writeFileSync(at, withTypes(readFileSync(at, 'utf8'), file));
}
