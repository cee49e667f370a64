import { index, layout, route, type RouteConfig } from '@react-router/dev/routes'

export default [
  layout('routes/frame.tsx', [index('routes/home.tsx'), route('sessions/:id', 'routes/session.tsx'), route('settings', 'routes/settings.tsx'), route('sessions/:id/history', 'routes/session-history.tsx'), route('sessions/:id/changes', 'routes/session-changes.tsx'), route('history', 'routes/history.tsx'), route('rescues', 'routes/rescues.tsx'), route('devices', 'routes/devices.tsx')]),
  route('sign-in', 'routes/sign-in.tsx'),
] satisfies RouteConfig
