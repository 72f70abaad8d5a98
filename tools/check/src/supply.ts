import { parse } from 'yaml';
import type { Violation } from './files.ts';

// What is fetched, from where it is pinned to what is said of it.

type Lock = { packages: Record<string, { resolution?: { integrity?: string } }> };
type Component = {
  purl: string;
  externalReferences?: { hashes?: { alg: string; content: string }[] }[];
};
/** The part of a CycloneDX document that is read here. */
export type Sbom = { bomFormat: string; components: Component[] };

const OURS = 'pkg:npm/%40katrol/';
// a package without a namespace of ours, linked into the workspace
const purlOf = (key: string): string => {
  const at = key.lastIndexOf('@');
  return `pkg:npm/${key.slice(0, at).replace('@', '%40')}@${key.slice(at + 1)}`;
};
const hexOf = (integrity: string | undefined): string =>
  Buffer.from((integrity ?? '').replace(/^sha512-/, ''), 'base64').toString('hex');

/**
 * Where a bill of materials and the lockfile differ: a package, a version or the content of one
 * that only one of them names.
 */
export function sbomViolations(lockfile: string, sbom: Sbom): Violation[] {
  const { packages } = parse(lockfile) as Lock;
  const locked = new Map(
    Object.entries(packages).map(([key, { resolution }]) => [
      purlOf(key),
      hexOf(resolution?.integrity),
    ]),
  );
  const listed = new Map(
    sbom.components
      .filter(({ purl }) => !purl.startsWith(OURS))
      .map(({ purl, externalReferences = [] }) => [
        purl,
        externalReferences.flatMap(({ hashes = [] }) => hashes)[0]?.content ?? '',
      ]),
  );
  return [
    ...[...locked.keys()].filter((p) => !listed.has(p)).map((p) => `${p} is not in the SBOM`),
    ...[...listed.keys()].filter((p) => !locked.has(p)).map((p) => `${p} is not in the lockfile`),
    ...[...locked]
      .filter(([p, hash]) => listed.has(p) && listed.get(p) !== hash)
      .map(([p]) => `${p} has another content in the SBOM`),
  ];
}

const MOST_SCRIPTS = 3;
// one package for each kind of machine is one thing that is fetched
const familyOf = (name: string): string => name.replace(/\/(linux|darwin|windows)-\w+$/, '/*');

/**
 * Packages whose install script runs: no more than three families, each with its reason on the line
 * before it.
 */
export function installScriptViolations(workspace: string): Violation[] {
  const { allowBuilds } = parse(workspace) as { allowBuilds: Record<string, boolean> };
  const allowed = Object.keys(allowBuilds).filter((name) => allowBuilds[name]);
  const families = new Map(allowed.toReversed().map((name) => [familyOf(name), name]));
  const lines = workspace.split('\n').map((line) => line.trim());
  const hasReason = (name: string): boolean => {
    const at = lines.findIndex((line) => line.replaceAll(/['"]/g, '') === `${name}: true`);
    return /^# \S/.test(lines[at - 1] ?? '');
  };
  return [
    ...(families.size > MOST_SCRIPTS
      ? [`${families.size} install scripts run: ${[...families.keys()].join(', ')}`]
      : []),
    ...[...families].filter(([, name]) => !hasReason(name)).map(([f]) => `${f} runs, and not why`),
  ];
}

// known holes without a mended version
const NEVER = ['elliptic'];

/** Packages that must be nowhere in the tree. */
export function treeViolations(lockfile: string): Violation[] {
  const names = Object.keys((parse(lockfile) as Lock).packages).map((key) =>
    key.slice(0, key.lastIndexOf('@')),
  );
  return NEVER.filter((name) => names.includes(name)).map((name) => `${name} is in the tree`);
}

type ToolLock = {
  packages: Record<
    string,
    {
      version?: string;
      integrity?: string;
      resolved?: string;
      hasInstallScript?: boolean;
      optionalDependencies?: Record<string, string>;
    }
  >;
};

/**
 * The toolchain's own lockfile: every package exact and with its content, no script, no place that
 * is somebody's, and all of one version.
 */
export function toolchainViolations(name: string, lockfile: string, version: string): Violation[] {
  const { '': own, ...packages } = (JSON.parse(lockfile) as ToolLock).packages;
  const asked = Object.entries(own?.optionalDependencies ?? {});
  return [
    ...asked
      .filter(([, range]) => range !== version)
      .map(([p, range]) => `${name}: ${p} is asked as ${range}, not ${version}`),
    ...asked
      .filter(([p]) => packages[`node_modules/${p}`]?.version !== version)
      .map(([p]) => `${name}: ${p} is not locked at ${version}`),
    ...Object.entries(packages).flatMap(([p, one]) => [
      ...(one.integrity?.startsWith('sha512-') ? [] : [`${name}: ${p} has no content`]),
      ...(one.hasInstallScript ? [`${name}: ${p} has a script`] : []),
      ...(one.resolved ? [`${name}: ${p} names a registry`] : []),
    ]),
  ];
}

// what EUPL-1.2 goes together with as it is used here: beside it, unchanged
const LICENCES = (
  '0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC-BY-4.0 CC0-1.0 ' +
  'EPL-2.0 ISC MIT MIT-0 MPL-2.0 Unlicense'
).split(' ');

/** Packages under a licence that nobody looked at; by licence, as `pnpm licenses list` gives it. */
export const licenceViolations = (found: Record<string, { name: string }[]>): Violation[] =>
  Object.entries(found)
    .filter(([licence]) =>
      licence
        .replaceAll(/[()]/g, '')
        .split(/ (?:AND|OR) /i)
        .some((one) => !LICENCES.includes(one)),
    )
    .map(([licence, those]) => `${licence}: ${those.map(({ name }) => name).join(', ')}`);

/** Values that stand in a Compose file although they are secret, and images without a digest. */
export function composeViolations(text: string): Violation[] {
  const secrets = text
    .split('\n')
    .filter(
      (line) => /(PASSWORD|SECRET)[^:=]*:/i.test(line) || /\$\{\w*(PASSWORD|SECRET)/.test(line),
    )
    .filter((line) => !/^\s*#/.test(line))
    .filter((line) => !/\$\{\w*(PASSWORD|SECRET)\w*:\?[^}]+\}/.test(line));
  const { services } = parse(text) as { services: Record<string, { image: string }> };
  return [
    ...secrets.map((line) => `a secret has a value: ${line.trim()}`),
    ...Object.entries(services)
      .filter(([, { image }]) => !/^\$\{KATROL_IMAGE_[A-Z]+:-[^}]+\}$/.test(image))
      .map(([name, { image }]) => `${name} cannot be set to a digest: ${image}`),
  ];
}
