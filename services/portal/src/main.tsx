import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/katrol.css';
import './app/pieces.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { askingAgain } from '#api/again.ts';
import { startTexts } from '#i18n/index.ts';
import { watchEnds } from '#app/ends.ts';
import { Notices } from '#app/notices.tsx';
import { router } from '#app/router.tsx';
import { SessionProvider } from '#app/session.tsx';
import { theme, variables } from '#app/theme.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      ...askingAgain(),
      refetchOnWindowFocus: true,
    },
  },
});
const root = document.getElementById('root');

watchEnds();
await startTexts();
if (root) {
  createRoot(root).render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <SessionProvider>
          <Notices />
          <RouterProvider router={router} />
        </SessionProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
