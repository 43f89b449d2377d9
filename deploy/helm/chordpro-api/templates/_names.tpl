{{- define "chordpro-api.name" -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
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
