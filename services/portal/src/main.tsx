import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/katrol.css';
import './app/pieces.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { TransportProvider } from '@connectrpc/connect-query';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { Code, ConnectError } from '@connectrpc/connect';
import { startTexts } from '#i18n/index.ts';
import { transport } from '#api/transport.ts';
import { makeRouter } from '#app/router.tsx';
import { SessionProvider } from '#app/session.tsx';
import { theme, variables } from '#app/theme.ts';

const RETRIED = new Set([Code.Unavailable, Code.DeadlineExceeded, Code.Unknown]);
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) => count < 2 && RETRIED.has(ConnectError.from(error).code),
      refetchOnWindowFocus: true,
    },
  },
});
const router = makeRouter();
const root = document.getElementById('root');

await startTexts();
if (root) {
  createRoot(root).render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <TransportProvider transport={transport}>
        <QueryClientProvider client={queries}>
          <SessionProvider>
            <Notifications position="bottom-center" />
            <RouterProvider router={router} />
          </SessionProvider>
        </QueryClientProvider>
      </TransportProvider>
    </MantineProvider>,
  );
}
