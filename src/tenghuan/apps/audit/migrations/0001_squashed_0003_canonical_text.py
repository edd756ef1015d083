from importlib import import_module

import tenghuan.apps.access.schema
import tenghuan.apps.audit.canonical
from django.db import migrations, models

append_only = import_module("tenghuan.apps.audit.migrations.0002_append_only")


class Migration(migrations.Migration):

    replaces = [('audit', '0001_initial'), ('audit', '0002_append_only'), ('audit', '0003_canonical_text')]

    initial = True

    dependencies = [
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Head',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveBigIntegerField(default=0)),
                        ('digest', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                    ],
                    options={
                        'verbose_name': '审计链头',
                        'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_audit_head')],
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name='序号')),
                        ('request', models.CharField(db_index=True, max_length=32, verbose_name='请求')),
                        ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                        ('account', models.CharField(db_index=True, max_length=150, verbose_name='账号')),
                        ('person', models.CharField(blank=True, max_length=60, verbose_name='姓名')),
                        ('unit', models.CharField(blank=True, max_length=120, verbose_name='单位')),
                        ('region_path', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='区域')),
                        ('address', models.CharField(blank=True, max_length=45, verbose_name='地址')),
                        ('action', models.CharField(db_index=True, max_length=80, verbose_name='动作')),
                        ('kind', models.CharField(blank=True, max_length=60, verbose_name='对象类型')),
                        ('key', models.CharField(blank=True, max_length=64, verbose_name='对象编号')),
                        ('label', models.CharField(blank=True, max_length=200, verbose_name='对象')),
                        ('before', tenghuan.apps.audit.canonical.CanonicalJSON(null=True, verbose_name='变更前')),
                        ('after', tenghuan.apps.audit.canonical.CanonicalJSON(null=True, verbose_name='变更后')),
                        ('previous', models.CharField(max_length=64, verbose_name='前一行摘要')),
                        ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                    ],
                    options={
                        'verbose_name': '审计记录',
                        'ordering': ('-number',),
                        'indexes': [models.Index(fields=['kind', 'key'], name='audit_entry_kind_b70caf_idx')],
                    },
                ),
            ],
        ),
        migrations.RunPython(append_only.add, append_only.remove),
    ]
