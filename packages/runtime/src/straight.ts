import http from 'node:http';

// what grpc-js, Node and the libraries between read; any case
const PROXY = /^(?:(?:https?|grpc|all)_proxy|node_use_env_proxy)$/i;
const NODE_FLAG = /(?:^|\s)--use-env-proxy(?=\s|$)/g;

type Environment = Record<string, string | undefined>;

/** This environment without a word of a proxy: what is said inside the platform stays inside. */
export const withoutProxies = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env)
      .filter(([name]) => !PROXY.test(name))
      .map(([name, value]) =>
        name === 'NODE_OPTIONS' ? [name, value?.replaceAll(NODE_FLAG, '')] : [name, value],
      ),
  );

// Node 24.14 and later; the types are older
type WithProxies = { setGlobalProxyFromEnv?: (env: Environment) => () => void };

/**
 * Makes every call of this process go straight to whom it names, whatever proxy its environment
 * holds: `env` (the process's own) loses it, for what reads it later and for its children. Throws
 * where Node itself was told to use one and cannot be told otherwise.
 */
export function goStraight(env: Environment): void {
  const straight = withoutProxies(env);
  const given = Object.keys(env).filter((name) => straight[name] !== env[name]);
  for (const name of given) {
    if (straight[name] === undefined) delete env[name];
    else env[name] = straight[name];
  }
  const told = given.some((name) => /^node_/i.test(name));
  if (!told && !process.execArgv.includes('--use-env-proxy')) return;
  // Node read it before the first line of ours: it is told anew, that everybody is an exception
  const { setGlobalProxyFromEnv } = http as WithProxies;
  if (!setGlobalProxyFromEnv) {
    throw new Error(
      'configuration: NODE_USE_ENV_PROXY: calls inside the platform use no proxy, ' +
        `and Node ${process.versions.node} cannot be told so later: leave it out`,
    );
  }
  const nobody = 'http://127.0.0.1:9';
  setGlobalProxyFromEnv({ http_proxy: nobody, https_proxy: nobody, no_proxy: '*' });
}
