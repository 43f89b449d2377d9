{{- define "chordpro-api.name" -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* A value as text: whole numbers stay whole, which YAML hands on as 1.048576e+06 from a million on. */}}
{{- define "chordpro-api.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- int64 . -}}
{{- else -}}
{{- . -}}
{{- end -}}
{{- end }}

{{- define "chordpro-api.selector" -}}
app.kubernetes.io/name: chordpro-api
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "chordpro-api.labels" -}}
{{ include "chordpro-api.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
